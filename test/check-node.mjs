/** Says at once, in one line, when the Node that runs the tests is too old for them. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Node ${process.versions.node} is too old: 22.19 or newer is needed. Run "npm ci" first; it brings Node 24 into node_modules.`,
  );
  process.exit(1);
}
