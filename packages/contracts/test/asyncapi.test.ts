import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncapi } from '../../../scripts/docs/asyncapi.ts';
import { streams } from '../src/events.ts';
import { messages } from '../src/messages.ts';
import { fifo, queueNames, sendersOf } from '../src/resources.ts';

/** What is wrong with a document, by the schema of AsyncAPI's own project; nothing when it is valid. */
const erros = (document: unknown): string => {
  const { $id: _, $schema: __, ...schema } = specs.schemasWithoutId['3.0.0'];
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(document) ? '' : ajv.errorsText(validate.errors, { separator: '\n' });
};

type Documento = {
  channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
};

suite('o catálogo de mensagens e eventos', () => {
  const text = asyncapi();
  const documento: Documento = JSON.parse(text);

  test('é um documento de AsyncAPI 3', () => {
    assert.equal(erros(documento), '');
    assert.match(erros({ ...documento, channels: { fila: { adress: 'fila.fifo' } } }), /channels/); // and another is not
  });

  test('toda referência sua leva a alguma coisa', () => {
    const refs = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = '']) => path);
    assert.ok(refs.length > 50);
    for (const ref of refs) {
      let part: unknown = documento;
      for (const key of ref.split('/')) part = Object(part)[key];
      assert.notEqual(part, undefined, ref);
    }
  });

  test('diz cada fila com todas as suas mensagens, quem fala e quem ouve, e cada fluxo com os seus eventos', () => {
    for (const queue of queueNames) {
      const canal = documento.channels[queue] ?? assert.fail(queue);
      assert.equal(canal.address, fifo(queue));
      const suas = Object.entries(messages).filter(([, { queues }]) => queues.includes(queue));
      assert.deepEqual(
        Object.keys(canal.messages),
        suas.map(([tipo]) => tipo),
      );
      const acoes = Object.values(documento.operations).filter(({ channel }) => channel.$ref === `#/channels/${queue}`);
      assert.deepEqual(acoes.map(({ action }) => action).toSorted(), [
        'receive',
        ...sendersOf(queue).map(() => 'send'),
      ]);
    }
    for (const [nome, { path, events }] of Object.entries(streams)) {
      const canal = documento.channels[`stream-${nome}`] ?? assert.fail(nome);
      assert.deepEqual([canal.address, Object.keys(canal.messages)], [path, Object.keys(events)]);
    }
  });
});
