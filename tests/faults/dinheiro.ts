/**
 * Many pedidos at once, each with a fate of its own, while the bank misbehaves and services are killed; afterwards ledger, bank and
 * orders agree to the centavo. `node tests/faults/dinheiro.ts --seed 42 --historias 600` draws the same fates and faults again, or more.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Answer, Call } from '@foodious/testing/client.ts';
import { ESTADOS } from '@foodious/testing/fixtures.ts';
import { lanchonete } from '@foodious/testing/lanchonete.ts';
import { diaDe, freshPlace } from '@foodious/testing/place.ts';
import { separados } from '@foodious/testing/processes.ts';
import { mulberry32 } from '@foodious/testing/random.ts';
import { until } from '@foodious/testing/waiting.ts';

const project = join(import.meta.dirname, '../..');

/** Pedidos that live at once. */
const JUNTOS = 24;
/** Long enough for everything that was put off, in milliseconds. */
const PACIENCIA_MS = 120_000;
/** The clock of pagamento at the end, before that of the machine: refunds that were put off are due. */
const ADIANTADO_MS = 150_000;

/** How probable each fault of the bank is wherever it might happen. */
const CHANCES = {
  'aviso-atrasado': 0.15,
  'aviso-dobrado': 0.15,
  'aviso-perdido': 0.2,
  'aviso-fora-de-ordem': 0.1,
  'aviso-forjado': 0.1,
  'aviso-truncado': 0.1,
  'aviso-de-outra': 0.05,
  'aprovada-depois': 0.15,
  'paga-duas-vezes': 0.05,
  'valor-trocado': 0.05,
  'moeda-trocada': 0.03,
  'codigo-crc': 0.04,
  'codigo-valor': 0.04,
  'api-lenta': 0.05,
  'api-429': 0.05,
  'api-500': 0.05,
  'api-cai-antes': 0.05,
  'api-cai-depois': 0.05,
  'estorno-demora': 0.1,
  'busca-atrasada': 0.2,
  'sem-saldo': 0.1,
};

const DESTINOS = [
  'paga',
  'paga',
  'recusa-e-paga',
  'abandona',
  'cancela-antes',
  'cancela-pagando',
  'cancela-depois',
  'devolve-parte',
  'devolve-tudo',
  'devolve-no-banco',
  'dinheiro',
  'cartao',
  'balcao-devolve',
] as const;
type Destino = (typeof DESTINOS)[number];

type Pagamento = {
  transacaoId: string;
  meio: string;
  estado: string;
  total: number;
  estornado: number;
  taxa: number;
  cobrancaId: string | null;
  estornos: { id: string; estado: string; valor: number }[];
};
type Dinheiro = { pagamentos: Pagamento[]; saldos: Record<string, number> };
type Divergencia = { id: string; tipo: string; reparos: string[]; reparo: string | null };
const centavos = (reais: number) => Math.round(reais * 100);

/** Asks again a few times a second: so many ask at once that more would be the load. */
const aosPoucos = <T>(que: string, ask: () => Promise<T | undefined | false>): Promise<T> =>
  until(
    que,
    async () => {
      const answer = await ask();
      if (answer === undefined || answer === false) await sleep(250);
      return answer;
    },
    PACIENCIA_MS,
  );

/** Lives the histories, waits until all is done, and compares. Throws with what does not agree, and the seed. */
export async function dinheiro({
  seed,
  historias,
  say,
}: {
  seed: number;
  historias: number;
  say(line: string): void;
}): Promise<void> {
  const random = mulberry32(seed);
  let adiantado = 0;
  const skew = `--import=${import.meta.resolve('@foodious/testing/skew.ts')}`;
  const casa = await separados(await freshPlace(), (nome) => ({
    PAGAMENTO_EXPIRA_S: '12',
    PIX_CONSULTA_S: '1',
    CONCILIACAO_S: '3',
    CONCILIACAO_GRACA_S: '1',
    ...(nome === 'pagamento' && adiantado > 0 ? { CLOCK_SKEW_MS: String(adiantado), NODE_OPTIONS: skew } : {}),
  }));
  try {
    const s = await aberta(casa.place);
    await s.defeitos({ semente: seed, esperaMs: 500, chances: CHANCES });

    const porViver = [...Array(historias).keys()];
    const contados: Record<string, number> = {};
    const pedidos: number[] = [];
    const viver = async () => {
      for (let i = porViver.shift(); i !== undefined; i = porViver.shift()) {
        const sorte = mulberry32(seed * 10_000 + i);
        const destino = DESTINOS[Math.floor(sorte() * DESTINOS.length)] as Destino;
        contados[destino] = (contados[destino] ?? 0) + 1;
        pedidos.push(await s.viver(destino, sorte));
      }
    };
    let vivas = true;
    const todas = Promise.all(Array.from({ length: JUNTOS }, viver)).finally(() => {
      vivas = false;
    });
    let mortes = 0;
    const matar = async () => {
      for (;;) {
        await sleep(3_000 + random() * 6_000);
        if (!vivas) return;
        const nome = random() < 0.6 ? 'pagamento' : 'pedido';
        await casa.matar(nome);
        casa.iniciar(nome);
        mortes += 1;
        // A house that is never up does nothing that could be wrong.
        await aosPoucos('the house up again', async () => (await fetch(`${casa.place.gateway}/ready`)).ok);
      }
    };
    await Promise.all([todas, matar()]);

    const contagem = (await s.contagem()) as Record<string, number>;
    await s.defeitos({ chances: {}, armados: [] });
    adiantado = ADIANTADO_MS;
    await casa.matar('pagamento');
    casa.iniciar('pagamento');
    const fins = await s.acalmar(pedidos);
    const noLivro = fins.reduce((soma, { saldos }) => soma + centavos((saldos.provedor ?? 0) + (saldos.taxa ?? 0)), 0);
    s.conferirPedidos(fins);
    await casa.parar();

    const separadosPor = retidoNoBanco(casa.place.dataDir) - noLivro;
    const { DATA_DIR: _, MONGO_URL: __, MYSQL_URL: ___, ...env } = process.env;
    const conferida = spawnSync(
      process.execPath,
      [join(project, 'local/src/livro-main.ts'), '--data-dir', casa.place.dataDir],
      { env, encoding: 'utf8' },
    );
    const tipos = Object.entries(contagem).map(([tipo, vezes]) => `${tipo} ${vezes}`);
    say(
      `seed ${seed}: ${historias} histories (${Object.entries(contados)
        .map(([d, n]) => `${d} ${n}`)
        .join(', ')})`,
    );
    say(`${tipos.length} kinds of faults, and ${mortes + 1} deaths of a service: ${tipos.join(', ')}`);
    say(`centavos apart: ${separadosPor}. ${conferida.stdout.trim().split('\n').at(-1)}`);
    assert.equal(conferida.status, 0, conferida.stdout + conferida.stderr);
    assert.equal(separadosPor, 0, 'centavos between bank and ledger');
  } catch (cause) {
    throw new Error(`--seed ${seed} --historias ${historias}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  } finally {
    await casa.fechar();
  }
}

/** What the bank holds for the restaurant, in centavos, when nobody runs: what was paid, less what went back. */
function retidoNoBanco(dataDir: string): number {
  const db = new DatabaseSync(join(dataDir, 'pix', 'pix.sqlite'), { readOnly: true });
  const { n } = db
    .prepare(
      `select coalesce(sum(centavos), 0)
        - (select coalesce(sum(centavos), 0) from estorno where feito_em is not null) as n
        from cobranca where estado in ('aprovada', 'estornada')`,
    )
    .get() as { n: number };
  db.close();
  return n;
}

/** Everybody of the house, patient: a step that got no answer is repeated, or looked into. */
async function aberta(place: Parameters<typeof lanchonete>[0]) {
  const v = await lanchonete(place);
  const { PIX_API_KEY } = JSON.parse(readFileSync(join(place.dataDir, 'segredos.json'), 'utf8'));
  /** The answer, once there is one that is none of a house half up. */
  const pedir = (
    call: Call,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> => {
    let ultima = '';
    return aosPoucos(`${method} ${path}`, async () => {
      const answer = await call(method, path, body, headers).catch(() => undefined);
      if (answer && answer.status !== 429 && answer.status < 500) return answer;
      ultima = answer ? `${answer.status} ${JSON.stringify(answer.body)}` : 'no answer';
      return undefined;
    }).catch((error) => {
      throw new Error(`${error.message}, but ${ultima}`, { cause: error });
    });
  };
  const certo = async (...args: Parameters<typeof pedir>) => {
    const { status, body } = await pedir(...args);
    assert.ok(status < 300, `${args[1]} ${args[2]}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const chave = () => ({ 'idempotency-key': crypto.randomUUID() });
  const banco = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = { method, headers: { accept: 'application/json', 'content-type': 'application/json', ...headers } };
    const answer = await fetch(`${place.pix}${path}`, {
      ...init,
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch(
      () => undefined, // it may fall after it did what it was asked, or before
    );
    return answer?.ok ? answer.json() : undefined;
  };
  const { body: ajustes, headers } = await pedir(v.gerente, 'GET', '/v2/ajustes');
  const meios = { pix: true, balcao: true };
  await certo(v.gerente, 'PUT', '/v2/ajustes', { ...ajustes, meios }, { 'if-match': headers.get('etag') ?? '' });

  const estado = async (id: number): Promise<string> =>
    ESTADOS[(await certo(v.gerente, 'GET', `/v1/pedido/${id}/estado`)).estadoPedido] ?? '?';
  const dinheiroDe = async (id: number): Promise<Dinheiro> => certo(v.gerente, 'GET', `/v2/pagamento/${id}`);
  /** The pagamento of a transacao, once there is one. */
  const cobrado = (id: number, transacaoId: string) =>
    aosPoucos(`pagamento of pedido ${id}`, async () =>
      (await dinheiroDe(id)).pagamentos.find((each) => each.transacaoId === transacaoId),
    );
  /** The estado in which it stays for a while: where a checkout that was decided leads. */
  const resolvido = (id: number) =>
    aosPoucos(`pedido ${id} no longer in CHECKOUT`, async () => {
      const agora = await estado(id);
      return agora !== 'CHECKOUT' && agora;
    });
  const cancelar = (id: number) => pedir(v.gerente, 'PUT', `/v1/pedido/${id}`, { estadoPedido: 6 });
  /** What cannot go back (any more, or yet) is refused; that it is, is no fault. */
  const devolver = (id: number, parte: object) => {
    const corpo = { ...parte, motivo: 'o cliente pediu de volta' };
    return pedir(v.gerente, 'POST', `/v2/pedido/${id}/estornos`, corpo, chave());
  };
  const receber = (transacaoId: string, corpo: object) =>
    pedir(v.gerente, 'POST', '/v2/balcao/recebimentos', { transacaoId, ...corpo }, chave());

  async function viver(destino: Destino, sorte: () => number): Promise<number> {
    const itens = [1 + Math.floor(sorte() * 6), 7 + Math.floor(sorte() * 6)].map((produtoId) => ({
      produtoId,
      quantidade: 1 + Math.floor(sorte() * 3),
    }));
    const meio = destino === 'dinheiro' || destino === 'cartao' || destino === 'balcao-devolve' ? 'balcao' : 'pix';
    const feito = await certo(
      v.totem,
      'POST',
      '/v2/pedido',
      { consumo: 'local', itens, checkout: true, meio },
      chave(),
    );
    const { id } = feito;
    const { transacaoId } = feito.pagamento;
    const aprovar = (qual: string) => banco('POST', `/transacoes/${qual}/aprovar`, {});
    const espera = () => sleep(sorte() * 800);
    if (destino === 'cancela-antes') {
      await espera();
      await cancelar(id);
      return id;
    }
    const { total, cobrancaId } = await cobrado(id, transacaoId);
    await espera();
    switch (destino) {
      case 'abandona':
        break;
      case 'recusa-e-paga': {
        await banco('POST', `/transacoes/${transacaoId}/recusar`, {});
        if ((await resolvido(id)) !== 'PAGAMENTO_PENDENTE') break;
        const { status, body } = await pedir(v.totem, 'POST', `/v1/pedido/checkout/${id}`);
        if (status !== 200 || !body.pagamento) break; // it was paid late meanwhile
        await cobrado(id, body.pagamento.transacaoId);
        await aprovar(body.pagamento.transacaoId);
        break;
      }
      case 'cancela-pagando':
        await Promise.all([aprovar(transacaoId), cancelar(id)]);
        break;
      case 'dinheiro':
      case 'cartao':
      case 'balcao-devolve': {
        const forma = destino === 'cartao' || (destino === 'balcao-devolve' && sorte() < 0.5) ? 'cartao' : 'dinheiro';
        const entregue = { entregue: total + Math.floor(sorte() * 50) };
        await receber(transacaoId, { forma, ...(forma === 'dinheiro' ? entregue : {}) });
        await resolvido(id);
        if (destino === 'balcao-devolve') await devolver(id, sorte() < 0.5 ? { tudo: true } : { valor: 1 });
        break;
      }
      default: {
        await aprovar(transacaoId);
        if (destino === 'paga' || (await resolvido(id)) !== 'RECEBIDO') break;
        if (destino === 'cancela-depois') await cancelar(id);
        if (destino === 'devolve-tudo') await devolver(id, { tudo: true });
        if (destino === 'devolve-parte') for (const valor of [1.5, 2]) await devolver(id, { valor });
        if (destino === 'devolve-no-banco')
          await banco('POST', `/v1/payments/${cobrancaId}/refunds`, sorte() < 0.5 ? {} : { amount: 1 }, {
            authorization: `Bearer ${PIX_API_KEY}`,
            'x-idempotency-key': crypto.randomUUID(),
          });
      }
    }
    return id;
  }

  /** Hands over at the counter what is to go back there. */
  async function entregarNoBalcao(): Promise<void> {
    const { devolucoes } = await certo(v.gerente, 'GET', '/v2/balcao/devolucoes');
    for (const { estornoId } of devolucoes) await pedir(v.gerente, 'POST', `/v2/balcao/devolucoes/${estornoId}`);
  }

  /** Repairs what bank and ledger do not agree on, as the gerência would; says what is still open. */
  async function reparar(): Promise<Divergencia[]> {
    await pedir(v.gerente, 'POST', '/v2/conciliacao', { dia: diaDe(new Date()) });
    const { divergencias } = (await certo(v.gerente, 'GET', '/v2/conciliacao/abertas')) as {
      divergencias: Divergencia[];
    };
    for (const { id, tipo, reparos, reparo } of divergencias) {
      if (reparo !== null) continue; // under way
      const acao = tipo === 'codigo-invalido' ? 'ignorar' : reparos.includes('estornar') ? 'estornar' : 'buscar';
      const corpo = { acao, ...(acao === 'ignorar' ? { motivo: 'não se mostrou a ninguém' } : {}) };
      await pedir(v.gerente, 'POST', `/v2/conciliacao/divergencias/${encodeURIComponent(id)}`, corpo);
    }
    return divergencias;
  }

  type Fim = Dinheiro & { id: number; estado: string; estornos: { pago: number; estornado: number; aCaminho: number } };
  async function fimDe(id: number): Promise<Fim> {
    const [deles, onde, estornos] = await Promise.all([
      dinheiroDe(id),
      estado(id),
      certo(v.gerente, 'GET', `/v2/pedido/${id}/estornos`),
    ]);
    return { ...deles, id, estado: onde, estornos };
  }
  const parado = ({ estado: onde, estornos, pagamentos }: Fim) =>
    onde !== 'CHECKOUT' &&
    estornos.aCaminho === 0 &&
    !pagamentos.some((each) => each.estado === 'PENDENTE' || each.estornos.some((e) => e.estado === 'PEDIDO'));

  return {
    viver,
    defeitos: (novos: object) => banco('PUT', '/defeitos', novos),
    contagem: () => banco('GET', '/defeitos/contagem'),
    /** Waits until nothing is on its way and nothing is open; resolves with how each pedido ended. */
    async acalmar(pedidos: readonly number[]): Promise<Fim[]> {
      let fins: Fim[] = [];
      let assim = '';
      await until(
        'money at rest',
        async () => {
          await entregarNoBalcao();
          const abertas = await reparar();
          fins = [];
          for (const id of pedidos) fins.push(await fimDe(id));
          const antes = assim;
          assim = JSON.stringify(fins.map(({ id, estado: onde, saldos }) => [id, onde, saldos]));
          return abertas.length === 0 && fins.every(parado) && assim === antes;
        },
        PACIENCIA_MS,
      ).catch((error) => {
        const soltos = fins.filter((fim) => !parado(fim)).map(({ id, estado: onde }) => `${id} ${onde}`);
        throw new Error(`${error.message}; not at rest: ${soltos.join(', ')}`, { cause: error });
      });
      return fins;
    },
    /** That each pedido is where its money says. */
    conferirPedidos(fins: readonly Fim[]): void {
      const errados = fins.flatMap(({ id, estado: onde, pagamentos, estornos }) => {
        const ficou = (p: Pagamento) =>
          p.estado === 'CONFIRMADO' || p.estado === 'ESTORNADO' ? centavos(p.total) - centavos(p.estornado) : 0;
        const comDinheiro = pagamentos.filter((p) => ficou(p) > 0);
        const retido = comDinheiro.reduce((soma, p) => soma + ficou(p), 0);
        const semDinheiro = onde === 'PAGAMENTO_PENDENTE' || onde === 'CANCELADO';
        const segundoPedido = centavos(estornos.pago) - centavos(estornos.estornado);
        const certo = comDinheiro.length <= 1 && !(semDinheiro && retido > 0) && segundoPedido === retido;
        return certo ? [] : [`pedido ${id} ${onde}: ${retido} kept by pagamento, ${segundoPedido} by pedido`];
      });
      assert.deepEqual(errados, []);
    },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
      historias: { type: 'string', default: '300' },
    },
  });
  await dinheiro({ seed: Number(values.seed), historias: Number(values.historias), say: console.log });
}
