/** Names what is bundled: a CycloneDX SBOM and the licence texts, from what esbuild says it put into each output. */
const { mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * The same bundles give the same bytes: no serial number, no time.
 * @param metafiles of every output
 * @returns file name → text
 */
async function thirdPartyFiles(metafiles) {
  const sbom = await sbomOf(metafiles);
  return { 'sbom.cdx.json': sbom, 'THIRD-PARTY-NOTICES.txt': noticesOf(JSON.parse(sbom)) };
}

/** CycloneDX's plugin takes one build; it is given ours as one, and writes a file. */
async function sbomOf(metafiles) {
  const { cyclonedxEsbuildPlugin } = await import('@cyclonedx/cyclonedx-esbuild');
  const folder = mkdtempSync(join(tmpdir(), 'obw-sbom-'));
  const outputFile = join(folder, 'sbom.json');
  const options = {
    specVersion: '1.6',
    gatherLicenseTexts: true,
    outputReproducible: true,
    // A test asks that, outside of the build.
    validate: false,
    outputFile,
    logLevel: 'silent',
  };
  let done;
  cyclonedxEsbuildPlugin(options).setup({
    initialOptions: { absWorkingDir: __dirname },
    onEnd: (callback) => {
      done = callback;
    },
  });
  const all = (name) => Object.assign({}, ...metafiles.map((metafile) => metafile[name]));
  const outputs = Object.entries(all('outputs')).map(([name, output]) => [
    name,
    { ...output, inputs: files(output.inputs) },
  ]);
  try {
    await done({ metafile: { inputs: files(all('inputs')), outputs: Object.fromEntries(outputs) } });
    return readFileSync(outputFile, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without what our plugins stand in with, under `namespace:name`. */
const files = (inputs) => Object.fromEntries(Object.entries(inputs).filter(([path]) => !/^[\w-]+:/.test(path)));

const rule = `\n${'-'.repeat(80)}\n\n`;

function noticesOf({ components }) {
  const opening = 'Open Banking Workbench contains the following packages, each under its own licence.\n';
  return [opening, ...components.map(noticeOf)].join(rule);
}

function noticeOf({ group, name, version, author, licenses = [], evidence, externalReferences = [] }) {
  const declared = licenses.map(({ license, expression }) => expression ?? license.id ?? license.name).join(', ');
  const home = externalReferences.find(({ type }) => type === 'website' || type === 'vcs')?.url;
  const texts = (evidence?.licenses ?? []).map(({ license: { text } }) =>
    text.encoding === 'base64' ? Buffer.from(text.content, 'base64').toString('utf8') : text.content,
  );
  const head = [`${group ? `${group}/` : ''}${name} ${version}`, declared, ...(home ? [home] : [])].join('\n');
  const none = `No licence text is in this package${author ? ` of ${author}` : ''}; https://spdx.org/licenses has it.`;
  return [head, ...(texts.length > 0 ? texts : [none]).map((text) => text.replaceAll('\r\n', '\n').trim())]
    .join('\n\n')
    .concat('\n');
}

module.exports = { thirdPartyFiles };
