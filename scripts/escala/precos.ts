/**
 * Prices of Amazon in us-east-1, US dollars, on demand, without taxes, as public price pages told them in November 2026. They move:
 * check them at https://calculator.aws before you rely on one. `lido` says whether one was read for this table, on Amazon's pages or on pages that quote them, or is remembered.
 */
export type Preco = { usd: number; por: string; lido: boolean };
const lido = (usd: number, por: string): Preco => ({ usd, por, lido: true });
const lembrado = (usd: number, por: string): Preco => ({ usd, por, lido: false });

export const precos = {
  fargateVcpu: lido(0.03238, 'vCPU-hour'),
  fargateGiB: lido(0.00356, 'GiB-hour'),
  nat: lido(0.045, 'hour'),
  natGB: lembrado(0.045, 'GB'),
  ip: lido(0.005, 'hour'),
  endpoint: lido(0.01, 'hour and zone'),
  acu: lido(0.12, 'ACU-hour'),
  bancoGB: lido(0.1, 'GB-month'),
  bancoIO: lido(0.2, 'million I/O'),
  documentosT4gMedium: lembrado(0.0757, 'hour'),
  documentosR6gLarge: lembrado(0.2616, 'hour'),
  alb: lembrado(0.0225, 'hour'),
  lcu: lembrado(0.008, 'LCU-hour'),
  waf: lembrado(5, 'web ACL'),
  wafRegra: lembrado(1, 'rule'),
  chave: lembrado(1, 'key'),
  segredo: lembrado(0.4, 'secret'),
  log: lido(0.5, 'GB'),
  alarme: lembrado(0.1, 'alarm'),
  metrica: lido(0.3, 'metric'),
  painel: lido(3, 'dashboard'),
  sqs: lembrado(0.5, 'million calls'),
  ses: lembrado(0.1, 'thousand'),
  cognito: lembrado(0.015, 'active user, from the 10 001st'),
  httpApi: lembrado(1, 'million requests'),
  s3: lembrado(0.023, 'GB-month'),
  ecr: lembrado(0.1, 'GB-month'),
} as const satisfies Record<string, Preco>;
export type Item = keyof typeof precos;
