// Prints what is installed as a bill of materials (CycloneDX 1.6): every package with its version, licence and checksum. The same installation
// makes the same bytes. npm's own command leaves out half of what the workspaces bring. Plain JavaScript: the image runs it as it is built.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8'));
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

const components = Object.entries(packages)
  // Left out: workspaces, which are ours, the links to them, and what only compilers want, which is here no more.
  .filter(
    ([path, { link }]) =>
      path.startsWith('node_modules/') && !link && !/^node_modules\/(@typescript\/|typescript$)/.test(path),
  )
  .map(([path, { version, license, integrity = '' }]) => {
    const name = path.split('node_modules/').at(-1);
    const [algorithm, digest = ''] = integrity.split('-');
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    return {
      type: 'library',
      'bom-ref': `${path}@${version}`,
      name,
      version,
      purl,
      ...(license ? { licenses: [{ expression: license }] } : {}),
      ...(algorithm === 'sha512'
        ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
        : {}),
    };
  });
const component = { type: 'application', 'bom-ref': name, name, version };
console.log(
  JSON.stringify(
    { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components },
    null,
    1,
  ),
);
