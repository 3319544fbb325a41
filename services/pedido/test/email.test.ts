import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TipoEmail } from '@foodious/kernel/estados.ts';
import fc from 'fast-check';
import { type Assunto, compor } from '../src/domain/email.ts';

const PROTOCOLO = '0b9f1c1e-6f0a-4b39-8f5e-3c1c2f7a9d10';
const umAssunto = (parte: Partial<Assunto> = {}): Assunto => ({
  nome: 'Maria',
  pedidoId: 7,
  senha: 12,
  lanchonete: 'Pit Stop & Filhos',
  totalCentavos: 2020,
  meusDados: 'https://lanchonete.exemplo/meus-dados',
  protocolo: PROTOCOLO,
  codigo: '042137',
  ...parte,
});

/** What each e-mail must tell, in its subject or its text. */
const conta: Record<TipoEmail, readonly RegExp[]> = {
  'pagamento-confirmado': [/confirmado/, /R\$ 20,20/, /pedido 7/, /senha é 12/, /cozinha/],
  'pagamento-rejeitado': [/não aprovado/, /R\$ 20,20/, /pedido 7/, /nada foi cobrado/, /novo QR Code Pix/],
  'pedido-pronto': [/pronto/, /pedido 7/, /senha 12/],
  'pedido-cancelado': [/pedido 7/i, /cancelado/, /devolvido/],
  'pagamento-estornado': [/Devolvemos R\$ 20,20/, /pedido 7/],
  'lgpd-protocolo': [/apaga/, new RegExp(PROTOCOLO), new RegExp(`exemplo/meus-dados#protocolo=${PROTOCOLO}\\n`)],
  codigo: [/042137/, /10 minutos/, /não o diga a ninguém/],
  'email-alterado': [/mudou/, /novo endereço/, /não foi você/],
};
const tipos = Object.keys(conta) as TipoEmail[];

/** What a reader sees of an HTML e-mail. */
const visivel = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');

suite('e-mails', () => {
  for (const tipo of tipos) {
    test(`${tipo} conta o que o cliente precisa saber`, () => {
      const { subject, text, html } = compor(tipo, umAssunto());
      for (const trecho of conta[tipo]) assert.match(`${subject}\n${text}`, trecho);
      assert.match(text, /^Olá, Maria!\n/);
      assert.match(text, /\nPit Stop & Filhos$/);
      assert.match(text, /https:\/\/lanchonete\.exemplo\/meus-dados/);
      assert.match(html, /href="https:\/\/lanchonete\.exemplo\/meus-dados/);
      for (const [nome, parte] of Object.entries({ subject, text, html }))
        assert.doesNotMatch(parte, /undefined|null|NaN|\[object/, nome);
    });

    test(`${tipo} diz o mesmo em texto e em HTML`, () => {
      const { subject, text, html } = compor(tipo, umAssunto());
      for (const trecho of [subject, ...text.split('\n\n')]) assert.ok(visivel(html).includes(trecho), trecho);
    });

    test(`${tipo} saúda também quem já não tem nome`, () => {
      assert.match(compor(tipo, umAssunto({ nome: '' })).text, /^Olá!\n/);
    });

    test(`${tipo} nunca leva um CPF, nem que lho deem`, () => {
      const demais = { ...umAssunto(), cpf: '12345678909', email: 'maria@exemplo.com' };
      for (const parte of Object.values(compor(tipo, demais)))
        assert.doesNotMatch(parte, /12345678909|123\.456\.789|CPF|maria@exemplo/i);
    });
  }

  test('o que foi pago no balcão volta no balcão, e o que não foi pago nele não fala de Pix', () => {
    for (const tipo of ['pagamento-rejeitado', 'pedido-cancelado', 'pagamento-estornado'] as const) {
      const { subject, text } = compor(tipo, umAssunto({ meio: 'balcao' }));
      assert.match(`${subject}\n${text}`, /balcão/);
      assert.doesNotMatch(text, /Pix/);
    }
    assert.match(compor('pagamento-estornado', umAssunto({ meio: 'pix' })).text, /conta que pagou o Pix/);
  });

  test('de uma devolução se diz se é uma parte ou se com ela voltou tudo; das de antes, nada', () => {
    const texto = (inteiro?: boolean) =>
      compor('pagamento-estornado', umAssunto(inteiro === undefined ? {} : { inteiro })).text;
    assert.match(texto(true), /tudo o que foi pago foi devolvido/);
    assert.match(texto(false), /uma parte do que foi pago/);
    assert.doesNotMatch(texto(), /parte|tudo/);
  });

  test('as quantias saem em reais, com vírgula e ponto de milhar', () => {
    for (const [totalCentavos, quantia] of [
      [2020, 'R$ 20,20'],
      [5, 'R$ 0,05'],
      [123_456, 'R$ 1.234,56'],
    ] as const)
      for (const tipo of ['pagamento-confirmado', 'pagamento-rejeitado', 'pagamento-estornado'] as const) {
        const { text, html } = compor(tipo, umAssunto({ totalCentavos }));
        assert.ok(text.includes(quantia));
        assert.ok(html.includes(quantia));
      }
  });

  test('o nome de alguém nunca vira HTML', () => {
    const { html, text } = compor('pedido-pronto', umAssunto({ nome: '<img src="x" onerror=alert(1)>&amp;' }));
    assert.ok(html.includes('Olá, &lt;img src=&quot;x&quot; onerror=alert(1)&gt;&amp;amp;!'));
    assert.ok(!html.includes('<img'));
    assert.ok(text.includes('<img src="x" onerror=alert(1)>&amp;'), 'plain text needs no escape');
  });

  test('qualquer nome é lido como foi escrito', () => {
    const nomes = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", ';', '/', 'b', 'amp', 'lt'),
      minLength: 1,
    });
    fc.assert(
      fc.property(nomes, fc.constantFrom(...tipos), (nome, tipo) => {
        assert.ok(visivel(compor(tipo, umAssunto({ nome })).html).includes(`Olá, ${nome}!`));
      }),
    );
  });
});
