import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { LOJA, type Papel, roles } from '@foodious/contracts/scopes.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { jwtVerifier } from '@foodious/platform/auth.ts';
import { createLocalJWKSet, decodeJwt } from 'jose';
import type { Identity, Portador } from '../src/ports.ts';

/** An identity at work, and for whom its tokens are. */
export type Aberta = { identity: Identity; issuer: string; audience: string };
/** Is told what to do at the end. */
export type Fim = { after(end: () => unknown): void };

const recusada = (error: unknown) => error instanceof Refusal && error.kind === 'unauthorized';

/** What every adapter of the port keeps. */
export function identidadeSuite(nome: string, abrir: (t: Fim) => Promise<Aberta>): void {
  describe(`a identidade: ${nome}`, () => {
    let aberta: Aberta;
    let identity: Identity;
    const fins: (() => unknown)[] = [];
    before(async () => {
      aberta = await abrir({ after: (fim) => void fins.push(fim) });
      identity = aberta.identity;
    });
    after(async () => {
      for (const fim of fins.toReversed()) await fim();
    });

    const conferir = (token: string) => jwtVerifier(aberta.issuer, aberta.audience, identity.keys)(token);
    const entrar = async (portador: Portador) => conferir((await identity.issue(portador)).token);
    const umSub = (de: string) => `${de}-${randomUUID()}`;
    const umaSessao = (mais: Partial<Portador> = {}): Portador => {
      const sub = umSub('sessao');
      return { sub, papel: 'totem', lojaId: LOJA, bases: [sub], ...mais };
    };

    test('o token diz de quem é: o que pode, de que loja, o que fez, em que se apoia', async () => {
      const aparelho = umSub('aparelho');
      const sub = umSub('sessao');
      const portador: Portador = {
        sub,
        papel: 'verificado',
        lojaId: 7,
        clienteId: 42,
        verificado: true,
        bases: [sub, aparelho],
      };
      const { since, until, ...dito } = await entrar(portador);
      assert.deepEqual(dito, { ...portador, dono: sub, scopes: new Set(roles.verificado) });
      assert.ok(until - since <= 15 * 60_000 && until > Date.now() + 10 * 60_000, 'quinze minutos');
    });

    for (const papel of Object.keys(roles) as Papel[])
      test(`um token de ${papel} pode o que a tabela diz, e nada mais`, async () => {
        const { scopes } = await entrar(umaSessao({ papel }));
        assert.deepEqual([...scopes].sort(), [...roles[papel]].sort());
      });

    test('quem nada disse de si não é cliente, nem verificado, e é dono do que faz', async () => {
      const portador = umaSessao();
      const { dono, clienteId, verificado } = await entrar(portador);
      assert.deepEqual({ dono, clienteId, verificado }, { dono: portador.sub, clienteId: null, verificado: false });
    });

    test('duas sessões ao mesmo tempo têm cada uma o seu token', async () => {
      const sessoes = [umaSessao(), umaSessao(), umaSessao()];
      const ditos = await Promise.all(sessoes.map(entrar));
      assert.deepEqual(
        ditos.map(({ sub }) => sub),
        sessoes.map(({ sub }) => sub),
      );
    });

    test('as chaves publicadas conferem o token; as de outro emissor, não', async () => {
      const { token } = await identity.issue(umaSessao());
      const publicadas = createLocalJWKSet(await identity.jwks());
      await jwtVerifier(aberta.issuer, aberta.audience, publicadas)(token);
      await assert.rejects(jwtVerifier(aberta.issuer, 'outro', publicadas)(token), recusada);
      await assert.rejects(jwtVerifier('https://outro.example', aberta.audience, publicadas)(token), recusada);
    });

    test('nenhum token leva mais do que ids', async () => {
      const { token } = await identity.issue(umaSessao({ clienteId: 5 }));
      const dito = JSON.stringify(decodeJwt(token));
      assert.doesNotMatch(dito, /@|"(email|cpf|nome|name)/i);
    });

    test('o gateway chama com o scope que pediu, e só com ele', async () => {
      const { sub, scopes } = await conferir(await identity.ownToken('cliente:identificar'));
      assert.deepEqual({ sub, scopes }, { sub: 'gateway', scopes: new Set(['cliente:identificar']) });
      assert.deepEqual(
        (await conferir(await identity.ownToken('gerencia:ler operacao:ler'))).scopes,
        new Set(['gerencia:ler', 'operacao:ler']),
      );
    });

    test('registrar faz uma vez, e completa o que mudou', async () => {
      const sub = umSub('equipe');
      assert.equal(await identity.register({ sub, papel: 'cozinha', lojaId: LOJA }), true);
      assert.equal(await identity.register({ sub, papel: 'cozinha', lojaId: LOJA }), false);
      assert.equal(await identity.register({ sub, papel: 'gerente', lojaId: LOJA }), true);
      assert.equal(await identity.register({ sub, papel: 'gerente', lojaId: LOJA }), false);
    });

    test('quem foi desativado não entra, nem as sessões que se apoiam nele; reativado, entra', async () => {
      const sub = umSub('equipe');
      const pessoa = { sub, papel: 'gerente', lojaId: LOJA, bases: [sub] } as const;
      const sessao = umaSessao({ papel: 'gerente' });
      const daPessoa = { ...sessao, bases: [sessao.sub, sub] };
      await entrar(pessoa);
      await identity.disable(sub);
      await identity.disable(sub);
      await assert.rejects(identity.issue(pessoa), recusada);
      await assert.rejects(identity.issue(daPessoa), recusada);
      await entrar(umaSessao({ papel: 'gerente' })); // others go on
      await identity.enable(sub);
      await entrar(daPessoa);
    });

    test('quem nunca entrou também se desativa', async () => {
      const sub = umSub('aparelho');
      await identity.disable(sub);
      await assert.rejects(identity.issue({ sub, papel: 'totem', lojaId: LOJA, bases: [sub] }), recusada);
    });

    test('esquecer é para sempre quantas vezes se queira, e de quem nunca houve', async () => {
      const sub = umSub('cliente');
      await identity.register({ sub, papel: 'verificado', lojaId: LOJA });
      await identity.forget(sub);
      await identity.forget(sub);
      await identity.forget(umSub('cliente'));
      await identity.enable(umSub('cliente'));
      assert.equal(await identity.register({ sub, papel: 'verificado', lojaId: LOJA }), true, 'não havia mais');
    });
  });
}
