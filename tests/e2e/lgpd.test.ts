import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, connect, feito, readCredentials, visitante } from '@foodious/testing/client.ts';
import { ON_SERVER } from '@foodious/testing/database.ts';
import { emProcesso } from '@foodious/testing/em-processo.ts';
import { comPontos, umCpf, unico } from '@foodious/testing/fixtures.ts';
import { umServidor } from '@foodious/testing/servidor.ts';
import { codigosPara, verificado } from '@foodious/testing/verificado.ts';
import { until } from '@foodious/testing/waiting.ts';

type Pessoa = { nome: string; email: string; cpf: string };
type Casa = Awaited<ReturnType<typeof emProcesso>>;

const umaPessoa = (nome: string): Pessoa => ({ nome, email: `some.${unico()}@exemplo.com`, cpf: umCpf() });
/** What somebody writes on an item, who says more than they should. */
const dito = ({ nome, email, cpf }: Pessoa) => `Sou ${nome}, ${comPontos(cpf)}, ${email}: alergia a leite`;

/** All that tells who somebody is. */
const sinais = ({ nome, email, cpf }: Pessoa): string[] => {
  const semAcento = (texto: string) => texto.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return [...new Set([nome, ...nome.split(' '), ...nome.split(' ').map(semAcento), email, cpf, comPontos(cpf)])];
};

/** Every form a text may stand in: as bytes, written as latin1 so that they can be looked for in those of a file. */
const formas = (texto: string): string[] => {
  const utf8 = Buffer.from(texto);
  const base64 = [0, 1, 2].flatMap((antes) => {
    const inteiro = Buffer.concat([Buffer.alloc(antes, 'x'), utf8]).toString('base64');
    const certo = inteiro.slice(antes ? 4 : 0, -4);
    return certo.length < 8 ? [] : [certo, certo.replaceAll('+', '-').replaceAll('/', '_')]; // a shorter one could be anything
  });
  const escapado = (quais: RegExp) =>
    texto.replaceAll(quais, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const textos = [
    texto,
    texto.toUpperCase(),
    JSON.stringify(texto).slice(1, -1),
    escapado(/[^ -~]/g),
    escapado(/./gs),
    encodeURIComponent(texto),
    encodeURIComponent(texto).replaceAll('%20', '+'),
    [...utf8].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    [...utf8].map((byte) => (byte > 126 || byte === 64 ? `=${byte.toString(16)}` : String.fromCharCode(byte))).join(''),
    utf8.toString('hex'),
    ...base64,
  ].map((forma) => Buffer.from(forma));
  const utf16 = Buffer.from(texto, 'utf16le');
  return [
    ...new Set([...textos, utf16, Buffer.from(utf16).swap16()].map((bytes) => minuscula(bytes.toString('latin1')))),
  ];
};
/** Lower case of ASCII alone: bytes stay bytes. */
const minuscula = (bytes: string): string => bytes.replaceAll(/[A-Z]/g, (letra) => letra.toLowerCase());

/** In which files of the data folder each sign of somebody stands, in whatever form. */
function onde(casa: Casa, pessoa: Pessoa): string[] {
  const procuradas = sinais(pessoa).map((sinal) => ({ sinal, em: formas(sinal) }));
  return readdirSync(casa.place.dataDir, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .flatMap((each) => {
      const bytes = minuscula(readFileSync(join(each.parentPath, each.name), 'latin1'));
      return procuradas
        .filter(({ em }) => em.some((forma) => bytes.includes(forma)))
        .map(({ sinal }) => `${each.name}: ${sinal}`);
    });
}
const arquivosDe = (achados: readonly string[]) => [...new Set(achados.map((achado) => achado.split(': ')[0]))].sort();

const concluido = async (casa: Casa, protocolo: string) => {
  const { body } = await connect(readCredentials(join(casa.place.dataDir, 'credenciais.json'))).anyone(
    'GET',
    `/v2/protocolos/${protocolo}`,
  );
  return body.estado === 'concluido' && body;
};
const ateConcluido = (casa: Casa, protocolo: string) =>
  until('the erasure concluded', () => concluido(casa, protocolo).catch(() => undefined), 60_000);

/** A whole order with what somebody wrote on it, paid when its Pix code is there. */
async function pedirEPagar(casa: Casa, quem: Call, pessoa: Pessoa, clienteId?: number): Promise<number> {
  const corpo = {
    consumo: 'local',
    itens: [{ produtoId: 1, quantidade: 1, observacoes: dito(pessoa) }],
    checkout: true,
    ...(clienteId === undefined ? {} : { clienteId }),
  };
  const { id, pagamento } = await feito(quem, 'POST', '/v2/pedido', corpo, { 'idempotency-key': unico() });
  await until('the Pix code', async () => (await casa.gerente('GET', `/v1/pagamento/${id}`)).status === 200);
  await casa.aprovar(pagamento.transacaoId);
  await casa.ateComanda(id);
  return id;
}
async function servir(casa: Casa, id: number): Promise<void> {
  for (const acao of ['iniciar', 'pronto', 'entregar']) await casa.moverComanda(id, acao);
}

describe('LGPD: o que fica de quem se apaga', { skip: ON_SERVER && 'what is kept is in no file of ours' }, () => {
  let casa: Casa;
  let correio: Awaited<ReturnType<typeof umServidor>>;
  let ses = '';
  /** E-mails the provider refused, each with the address in its answer. */
  let recusados = 0;

  before(async () => {
    correio = await umServidor(async (request, response) => {
      const partes: Buffer[] = [];
      for await (const parte of request) partes.push(parte);
      const corpo = Buffer.concat(partes).toString();
      if (corpo && recusados < 2) {
        recusados += 1;
        response.writeHead(400, { 'content-type': 'application/json', 'x-amzn-errortype': 'MessageRejected' });
        response.end(JSON.stringify({ message: `Email address is not verified: ${corpo}` }));
        return;
      }
      const { method = 'GET', url = '/' } = request;
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(ses + url, { method, headers, ...(corpo ? { body: corpo } : {}) }).catch(
        () => undefined,
      );
      response.writeHead(answer?.status ?? 503, { 'content-type': 'application/json' });
      response.end(await answer?.text());
    });
    casa = await emProcesso({ LOG_LEVEL: 'debug', SES_ENDPOINT: correio.endereco });
    ses = casa.place.ses;
  });
  after(async () => {
    await casa?.guardar();
    await correio.fechar();
  });

  test('nem um byte diz quem era, em nenhuma forma; o que a lei manda guardar fica, e o protocolo conta tudo', async () => {
    const pessoa = umaPessoa('Zuleide Inesquecível Ñandutí');
    const outra = umaPessoa('Otávia Permanente');
    const { totem, gerente, place } = casa;
    const { totem: programa, anyone } = connect(readCredentials(join(place.dataDir, 'credenciais.json')));

    // Registrations: the one that goes well, and those that do not.
    const { id: clienteId } = await feito(totem, 'POST', '/v1/cliente', { ...pessoa, cpf: comPontos(pessoa.cpf) });
    const { id: outraId } = await feito(totem, 'POST', '/v1/cliente', outra);
    for (const errado of [pessoa, { ...pessoa, cpf: '111' }, { ...pessoa, email: pessoa.nome }])
      assert.equal((await totem('POST', '/v1/cliente', errado)).status, 400);
    for (const rota of ['identifica', '']) await totem(rota ? 'POST' : 'GET', `/v1/cliente/${rota}?cpf=${pessoa.cpf}`);
    for (const texto of [pessoa.nome, pessoa.email, pessoa.cpf])
      assert.equal((await gerente('POST', '/v2/gerencia/clientes/busca', { texto })).status, 200);

    // Orders: of a program, in its name and by CPF; of a visitor who told their CPF; of staff. Done, ready, cancelled, not paid.
    const daPessoa = await programa(pessoa.cpf);
    const naTela = await visitante(place.gateway, pessoa.cpf);
    const servido = await pedirEPagar(casa, daPessoa, pessoa, clienteId);
    await servir(casa, servido);
    const pronto = await pedirEPagar(casa, naTela, pessoa, clienteId);
    for (const acao of ['iniciar', 'pronto']) await casa.moverComanda(pronto, acao);
    const cancelado = await pedirEPagar(casa, totem, pessoa, clienteId);
    const motivo = `pedido de ${pessoa.nome}, ${pessoa.email}`;
    await feito(gerente, 'PUT', `/v1/pedido/${cancelado}`, { estadoPedido: 6, motivo });
    const itens = [{ produtoId: 1, quantidade: 1, observacoes: dito(pessoa) }];
    const semPagar = { clienteId, consumo: 'viagem', itens };
    const rascunho = await feito(totem, 'POST', '/v2/pedido', semPagar, { 'idempotency-key': pessoa.email });
    const aPagar = await feito(
      totem,
      'POST',
      '/v2/pedido',
      { ...semPagar, checkout: true },
      { 'idempotency-key': unico() },
    );
    await until('the Pix code', async () => (await gerente('GET', `/v1/pagamento/${aPagar.id}`)).status === 200);
    await casa.recusar(aPagar.pagamento.transacaoId);
    const daOutra = await pedirEPagar(casa, totem, outra, outraId);
    await servir(casa, daOutra);

    // What a cliente does with their own: a code by e-mail, a session, everything exported.
    const naPropria = await verificado(place, pessoa.email);
    const exportada = await naPropria('GET', '/v2/meus-dados/exportacao');
    assert.match(JSON.stringify(exportada.body), new RegExp(pessoa.email));
    await until('the refused payment is told', async () =>
      (await casa.emails(pessoa.email)).some(({ assunto }) => /não aprovado/.test(assunto)),
    );
    await casa.ateEmails(pessoa.email, 6);
    // Another name, and another address.
    const nova = { ...umaPessoa('Zenaide Outrora Mudada'), cpf: pessoa.cpf };
    assert.equal((await naPropria('PUT', '/v2/meus-dados', { nome: nova.nome })).status, 200);
    assert.equal((await naPropria('POST', '/v2/meus-dados/email', { email: nova.email })).status, 202);
    const [codigo] = await codigosPara(place.ses, nova.email);
    assert.equal((await naPropria('POST', '/v2/meus-dados/email/conferir', { codigo })).status, 200);

    const mudado = await pedirEPagar(casa, totem, nova, clienteId);
    await servir(casa, mudado);
    await casa.ateEmails(nova.email, 2);

    // What does not fit where it is told: at the door of the staff, in a filter, in an address.
    for (const usuario of [pessoa.email, nova.nome]) {
      const corpo = JSON.stringify({ usuario, senha: pessoa.nome });
      const headers = {
        'content-type': 'application/json',
        'user-agent': pessoa.nome.normalize('NFD').replaceAll(/\p{M}/gu, ''),
      };
      await fetch(`${place.gateway}/gerencia/sessao`, { method: 'POST', headers, body: corpo });
      const perdido = encodeURIComponent(usuario);
      for (const path of [`/v2/auditoria?quem=${perdido}`, `/v2/gerencia/pedidos?texto=${perdido}`, `/v1/${perdido}`])
        await gerente('GET', path);
    }

    // Dead letters: one that may be sent again, one that an operator discarded with a word too many.
    const morta = {
      id: crypto.randomUUID(),
      tipo: 'preparacao-solicitada',
      versao: 1,
      ocorridoEm: new Date().toISOString(),
      pedidoId: servido,
      correlacao: crypto.randomUUID(),
      dados: {
        senha: 1,
        consumo: 'local',
        itens: [{ produtoId: 1, nome: 'X', idCategoriaProduto: 1, quantidade: 1, observacoes: dito(pessoa) }],
      },
    };
    const mortas = '/v2/gerencia/filas/preparacao-pedido-req/mortas';
    await casa.enviar('preparacao-pedido-req-dlq', servido, { ...morta, id: crypto.randomUUID() });
    const [descartada] = await until('a dead letter', async () => {
      const { mortas: lidas } = await feito(gerente, 'GET', mortas);
      return lidas.length > 0 && lidas;
    });
    await feito(gerente, 'POST', `${mortas}/${descartada.id}/descartar`, { motivo });
    await casa.enviar('preparacao-pedido-req-dlq', servido, morta);
    assert.equal(recusados, 2);

    // The search is not blind: it finds them in every place they are in now.
    const vestigios = () => [pessoa, nova].flatMap((quem) => onde(casa, quem));
    const antes = arquivosDe(vestigios());
    for (const arquivo of ['pedido.sqlite', 'cozinha.sqlite', 'fauxqs.db', 'ses.sqlite'])
      assert.ok(
        antes.some((nome) => nome?.startsWith(arquivo)),
        `${arquivo} in ${antes}`,
      );
    assert.deepEqual(
      antes.filter((nome) => /log|gateway|pagamento|produto|pix/.test(nome ?? '')),
      [],
    );

    const { protocolo } = await feito(gerente, 'DELETE', `/v1/cliente?cpf=${pessoa.cpf}`);
    const recibo = await ateConcluido(casa, protocolo);
    await until('no trace', async () => vestigios().length === 0, 15_000).catch(() =>
      assert.deepEqual(vestigios(), []),
    );

    assert.deepEqual(recibo.partes.map(({ parte }: { parte: string }) => parte).sort(), [
      'cozinha',
      'identidade',
      'pagamento',
      'pedido',
    ]);
    assert.ok(recibo.partes.every(({ feitoEm }: { feitoEm: string | null }) => feitoEm !== null));
    assert.equal(recibo.apagado.length, 5);
    const [fiscal, prova] = recibo.mantido;
    assert.match(`${fiscal.o} ${fiscal.artigo}`, /6 pedidos.*art\. 16, I.*173/);
    assert.equal(new Date(fiscal.ate).getUTCFullYear(), new Date().getUTCFullYear() + 5);
    assert.equal(prova.ate, null);
    assert.equal((await anyone('GET', `/v2/protocolos/${crypto.randomUUID()}`)).status, 404);
    await until('the receipt as it is in the end', async () => {
      const arquivado = JSON.parse((await casa.objeto(`foodious-protocolos/${protocolo}.json`)) ?? '{}');
      return arquivado.estado === 'concluido';
    });

    // What the law wants kept is kept, of nobody; what was written may have been an allergy, and says that it was there.
    for (const id of [servido, pronto, cancelado, rascunho.id, aPagar.id, mudado]) {
      const pedido = await feito(gerente, 'GET', `/v1/pedido/${id}`);
      assert.equal(pedido.clienteId, null);
      const { itens } = await feito(gerente, 'GET', `/v2/pedido/${id}`);
      assert.match(itens[0].observacoes, /apagada/);
    }
    assert.equal((await gerente('GET', `/v1/pagamento/${servido}`)).status, 200);
    assert.equal((await daPessoa('GET', `/v2/pedido/${servido}`)).status, 401);
    assert.equal((await naTela('GET', `/v2/pedido/${pronto}`)).status, 401);
    assert.equal((await naPropria('GET', '/v2/meus-dados/exportacao')).status, 401);
    const [relida] = (await feito(gerente, 'GET', mortas)).mortas;
    assert.match(JSON.stringify(relida), /Observação apagada/);

    // What somebody else told stays.
    assert.match((await feito(gerente, 'GET', `/v2/pedido/${daOutra}`)).itens[0].observacoes, /Otávia/);
    assert.ok(arquivosDe(onde(casa, outra)).length >= 3);

    // Who comes back is somebody new, and may go as often as they like.
    const { id: deVolta } = await feito(totem, 'POST', '/v1/cliente', pessoa);
    assert.notEqual(deVolta, clienteId);
    await servir(casa, await pedirEPagar(casa, totem, pessoa, deVolta));
    const { body: segundo } = await (await verificado(place, pessoa.email))('DELETE', '/v2/meus-dados');
    assert.notEqual(segundo.protocolo, protocolo);
    assert.match((await ateConcluido(casa, segundo.protocolo)).mantido[0].o, /^1 pedido /);
    await until('no trace again', async () => vestigios().length === 0, 15_000);

    await casa.encerrar('SIGTERM');
    assert.deepEqual(vestigios(), []);
    await casa.reabrir();
    assert.deepEqual(vestigios(), []);
  });

  test('o que ainda se cozinha guarda a observação até ficar pronto, e só então o protocolo se conclui', async () => {
    const pessoa = umaPessoa('Demétria Nofogão');
    const { totem, gerente } = casa;
    const { id: clienteId } = await feito(totem, 'POST', '/v1/cliente', pessoa);
    const id = await pedirEPagar(casa, totem, pessoa, clienteId);
    await casa.moverComanda(id, 'iniciar');
    const { protocolo } = await feito(gerente, 'DELETE', `/v2/gerencia/clientes/${clienteId}`);
    const { anyone } = connect(readCredentials(join(casa.place.dataDir, 'credenciais.json')));
    const aberta = await until('all but the cozinha', async () => {
      const { body } = await anyone('GET', `/v2/protocolos/${protocolo}`);
      return body.partes.filter(({ feitoEm }: { feitoEm: null }) => feitoEm === null).length === 1 && body;
    });
    assert.equal(aberta.estado, 'em-andamento');
    assert.equal((await casa.comanda(id))?.itens[0]?.observacoes, dito(pessoa));
    await casa.moverComanda(id, 'pronto');
    await ateConcluido(casa, protocolo);
    await until('no trace', async () => onde(casa, pessoa).length === 0, 15_000);
  });

  test('morto de repente a qualquer altura, duas vezes, o que foi pedido se conclui quando ele volta', async () => {
    const pessoas: (Pessoa & { id: number })[] = [];
    for (let i = 0; i < 8; i += 1) {
      const pessoa = umaPessoa(`Fênix${'ABCDEFGH'[i]} Interrompida`);
      const { id } = await feito(casa.totem, 'POST', '/v1/cliente', pessoa);
      await servir(casa, await pedirEPagar(casa, casa.totem, pessoa, id));
      pessoas.push({ ...pessoa, id });
    }
    // One after another, so that it dies with each erasure at another step.
    const protocolos: string[] = [];
    for (const { id } of pessoas) {
      protocolos.push((await feito(casa.gerente, 'DELETE', `/v2/gerencia/clientes/${id}`)).protocolo);
      await sleep(20);
    }
    await casa.encerrar('SIGKILL');
    await casa.reabrir();
    await sleep(150);
    await casa.encerrar('SIGKILL');
    await casa.reabrir();
    for (const protocolo of protocolos) await ateConcluido(casa, protocolo);
    for (const pessoa of pessoas) await until('no trace', async () => onde(casa, pessoa).length === 0, 15_000);
  });
});
