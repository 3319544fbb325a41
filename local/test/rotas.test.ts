import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { streams } from '@foodious/contracts/events.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { serviceNames } from '@foodious/contracts/services.ts';
import { DONO_DA_FILA } from '@foodious/gateway/http/forwarding.ts';
import { type Composition, httpOf } from '@foodious/platform/service.ts';
import openapi from '../../services/gateway/openapi.json' with { type: 'json' };
import { composeAll } from '../src/compose.ts';

type Rota = { rota: string; hidden: boolean };

/** The routes a composed service registers, `GET /v2/pedido/{id}`; the HEAD of each GET goes without saying. */
async function registradas(composition: Composition): Promise<Rota[]> {
  const rotas: Rota[] = [];
  await httpOf({
    ...composition,
    routes(app) {
      app.addHook('onRoute', ({ method, url, schema }) => {
        const path = url.replaceAll(/:(\w+)/g, '{$1}');
        for (const each of [method].flat().filter((one) => one !== 'HEAD'))
          rotas.push({ rota: `${each} ${path}`, hidden: schema?.hide === true });
      });
      return composition.routes(app);
    },
  });
  return rotas;
}

type Operacao = {
  'x-service': string;
  security?: Record<string, string[]>[];
  responses: Record<string, { content?: Record<string, unknown> }>;
};

/** The routes the API's document lists: who answers each, who may call it, and whether it is a live stream. */
const documentadas = Object.entries(openapi.paths as Record<string, Record<string, Operacao>>).flatMap(
  ([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      rota: `${method.toUpperCase()} ${path}`,
      servico: operation['x-service'],
      acesso: operation.security,
      aoVivo: Object.values(operation.responses).some(({ content = {} }) => 'text/event-stream' in content),
    })),
);

const todas = new Map<string, Rota[]>();
for (const composition of await composeAll()) todas.set(composition.name, await registradas(composition));
const rotasDe = (servico: string) => todas.get(servico) ?? assert.fail(`${servico} is not composed`);

suite('as rotas que a API documenta são as que os serviços registram', () => {
  test('todos os serviços e o gateway estão compostos, e o documento não está vazio', () => {
    assert.deepEqual([...todas.keys()].sort(), [...serviceNames, 'gateway'].sort());
    assert.ok(documentadas.length > 50);
  });

  for (const servico of [...serviceNames, 'gateway'])
    test(`${servico}: as que não se escondem, e nenhuma outra`, () => {
      const minhas = rotasDe(servico).flatMap(({ rota, hidden }) => (hidden ? [] : [rota]));
      const doDocumento = documentadas.filter(
        (uma) => uma.servico === servico || (uma.servico === DONO_DA_FILA && servico !== 'gateway'),
      );
      assert.deepEqual(minhas.sort(), doDocumento.map(({ rota }) => rota).sort());
    });

  test('no gateway, cada rota do documento está registrada uma vez', () => {
    const doGateway = rotasDe('gateway').map(({ rota }) => rota);
    for (const { rota } of documentadas) assert.equal(doGateway.filter((uma) => uma === rota).length, 1, rota);
  });
});

test('as rotas ao vivo do documento são as do contrato: onde estão, de quem são e quem pode ouvir', () => {
  const doDocumento = documentadas.filter(({ aoVivo }) => aoVivo);
  const doContrato = Object.values(streams).map(({ path, from, anyOf }) => {
    return { rota: `GET ${path}`, servico: from, acesso: acesso(...anyOf), aoVivo: true };
  });
  const porRota = (a: { rota: string }, b: { rota: string }) => a.rota.localeCompare(b.rota);
  assert.deepEqual(doDocumento.sort(porRota), doContrato.sort(porRota));
});
