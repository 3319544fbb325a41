// Plain JavaScript on purpose: an older Node must be able to read it and say what is wrong.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Fast & Foodious needs Node 24 and this is ${process.version}. Run "npm ci" with npm 11 or newer (it brings Node 24), or install Node 24.`,
  );
  process.exit(1);
}
