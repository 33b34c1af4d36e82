/** A style sheet that a page imports becomes the page's own, beside its script. */
declare module '*.css';
