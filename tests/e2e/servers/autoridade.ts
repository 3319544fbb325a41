import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority of a test's own, in a folder: it certifies names. */
export function umaAutoridade(dir: string, nome: string) {
  const file = (name: string) => join(dir, `${nome}-${name}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const [ca, chave] = [file('ca.pem'), file('ca.key')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...curve, '-days', '2', '-subj', `/CN=${nome}`, '-keyout', chave, '-out', ca);
  return {
    /** The file of what it is known by. */
    ca,
    /** A certificate of a name, and its key, as files: in the place of those before. */
    certificado(name: string) {
      const [cert, key, pedido, nomes] = [file('cert.pem'), file('cert.key'), file('cert.csr'), file('cert.ext')];
      writeFileSync(nomes, `subjectAltName=DNS:${name}\n`);
      openssl('req', ...curve, '-subj', `/CN=${name}`, '-keyout', key, '-out', pedido);
      openssl('x509', '-req', '-in', pedido, '-CA', ca, '-CAkey', chave, '-days', '2', '-extfile', nomes, '-out', cert);
      return { cert, key };
    },
  };
}
