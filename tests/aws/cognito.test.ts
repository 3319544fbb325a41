import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRespondToAuthChallengeCommand,
  ListUsersCommand,
  SignUpCommand,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { LOJA, roles } from '@foodious/contracts/scopes.ts';
import { programaDoPool } from '@foodious/gateway/adapters/identity/cognito.ts';
import { Refusal } from '@foodious/kernel/refusal.ts';
import { secretHash } from '@foodious/platform/secrets.ts';
import { type Call, caller, connect, feito } from '@foodious/testing/client.ts';
import { umCpf, unico } from '@foodious/testing/fixtures.ts';
import { encerrar, freshPlace, spawnSystem } from '@foodious/testing/place.ts';
import { until } from '@foodious/testing/waiting.ts';
import { decodeJwt } from 'jose';
import { declarar } from '../../services/gateway/src/adapters/identity/prova.ts';
import { asking } from '../../services/gateway/src/adapters/upstream/asking.ts';
import { apagarCliente } from '../../services/gateway/src/use-cases/apagar-cliente.ts';
import { cadastrarCliente } from '../../services/gateway/src/use-cases/cadastrar-cliente.ts';
import { familiaDa } from '../../services/gateway/src/use-cases/revogar.ts';
import { identidadeSuite } from '../../services/gateway/test/identidade.suite.ts';
import { morrerNoPasso } from './morte.ts';
import { umaNuvem } from './nuvem.ts';

describe('Cognito e as funções', () => {
  let place: Awaited<ReturnType<typeof freshPlace>>;
  let nuvem: Awaited<ReturnType<typeof umaNuvem>>;
  let sistema: Awaited<ReturnType<typeof spawnSystem>>;
  let programa: Call;
  let gerente: Call;

  const pedidoUrl = () => `http://127.0.0.1:${place.base + 1}`;
  before(async () => {
    place = await freshPlace();
    nuvem = await umaNuvem(pedidoUrl());
    sistema = await spawnSystem(place, nuvem.env);
    const porta = connect(sistema.credentials);
    [programa, gerente] = [await porta.totem(), await porta.gerente()];
  });
  after(async () => {
    if (sistema) await encerrar(sistema.child, 'SIGTERM');
    await nuvem?.fechar();
    place?.remove();
  });

  const umaPessoa = () => ({ nome: 'Bia Reis', email: `${unico()}@exemplo.com`, cpf: umCpf() });
  const usuario = async (Username: string) => {
    try {
      return await nuvem.pool.client.send(new AdminGetUserCommand({ UserPoolId: nuvem.userPoolId, Username }));
    } catch (error) {
      if (error instanceof UserNotFoundException) return undefined;
      throw error;
    }
  };
  const gruposDe = async (Username: string) => {
    const asked = new AdminListGroupsForUserCommand({ UserPoolId: nuvem.userPoolId, Username });
    return (await nuvem.pool.client.send(asked)).Groups?.map(({ GroupName }) => GroupName);
  };
  const noPedido = async (cpf: string) => {
    const { status, body } = await gerente('GET', `/v1/cliente?cpf=${cpf}`);
    return status === 200 ? (body as { id: number }) : undefined;
  };
  const todosOsUsuarios = async () => {
    const usuarios = [];
    let PaginationToken: string | undefined;
    do {
      const asked = new ListUsersCommand({ UserPoolId: nuvem.userPoolId, ...(PaginationToken && { PaginationToken }) });
      const answer = await nuvem.pool.client.send(asked);
      usuarios.push(...(answer.Users ?? []));
      PaginationToken = answer.PaginationToken;
    } while (PaginationToken);
    return usuarios;
  };

  describe('cadastrar e apagar', () => {
    test('create-user faz o cliente no pedido e a identidade no pool, sem nada da pessoa nela', async () => {
      const pessoa = umaPessoa();
      const { status, body } = await nuvem.api('POST', '/v2/cliente', pessoa, await programa.bearer());
      assert.deepEqual({ status, body }, { status: 201, body: { ...pessoa, id: body.id } });
      assert.equal((await noPedido(pessoa.cpf))?.id, body.id);
      const feito = await usuario(`cliente-${body.id}`);
      assert.equal(feito?.UserStatus, 'CONFIRMED');
      assert.deepEqual(await gruposDe(`cliente-${body.id}`), ['verificado']);
      const texto = JSON.stringify(feito);
      for (const dela of [pessoa.cpf, pessoa.email, pessoa.nome, 'email']) assert.ok(!texto.includes(dela), dela);
    });

    test('o cadastro repetido é recusado como sempre; a rota do gateway faz o mesmo que a função', async () => {
      const pessoa = umaPessoa();
      const { id } = await feito(programa, 'POST', '/v2/cliente', pessoa);
      assert.ok(await usuario(`cliente-${id}`));
      const deNovo = await nuvem.api('POST', '/v2/cliente', pessoa, await programa.bearer());
      assert.equal(deNovo.status, 400);
      assert.equal(deNovo.body.path, '/v2/cliente');
    });

    test('o v1 faz só o cliente', async () => {
      const { id } = await feito(programa, 'POST', '/v1/cliente', umaPessoa());
      assert.equal(await usuario(`cliente-${id}`), undefined);
    });

    test('delete-user apaga o cliente, com protocolo, e a identidade; a saga segue', async () => {
      const pessoa = umaPessoa();
      const { body } = await nuvem.api('POST', '/v2/cliente', pessoa, await programa.bearer());
      const { status, body: recibo } = await nuvem.api(
        'DELETE',
        `/v2/cliente?cpf=${pessoa.cpf}`,
        undefined,
        await gerente.bearer(),
      );
      assert.equal(status, 200);
      assert.match(recibo.protocolo, /^[0-9a-f-]{36}$/);
      assert.equal(await usuario(`cliente-${body.id}`), undefined);
      assert.equal(await noPedido(pessoa.cpf), undefined);
      const guardado = `http://127.0.0.1:${place.base + 4}/foodious-protocolos/${recibo.protocolo}.json`;
      await until('the archived receipt', async () => (await fetch(guardado)).ok);
      const deNovo = await nuvem.api('DELETE', `/v2/cliente?cpf=${pessoa.cpf}`, undefined, await gerente.bearer());
      assert.equal(deNovo.status, 404);
    });

    test('apagado pelo v1, é a saga que tira a identidade', async () => {
      const pessoa = umaPessoa();
      const { id } = await feito(programa, 'POST', '/v2/cliente', pessoa);
      await feito(gerente, 'DELETE', `/v1/cliente?cpf=${pessoa.cpf}`);
      await until('no identity', async () => !(await usuario(`cliente-${id}`)));
    });

    test('sem token, com um de outro, ou sem o scope, as funções nada fazem', async () => {
      const pessoa = umaPessoa();
      const cozinha = await connect(sistema.credentials).cozinha();
      for (const [token, status] of [
        [undefined, 401],
        ['lixo', 401],
        [await cozinha.bearer(), 403],
      ] as const) {
        assert.equal((await nuvem.api('POST', '/v2/cliente', pessoa, token)).status, status);
        assert.equal((await nuvem.api('DELETE', `/v2/cliente?cpf=${pessoa.cpf}`, undefined, token)).status, status);
      }
      assert.equal(await noPedido(pessoa.cpf), undefined);
    });

    test('o pool só aceita quem o gateway cadastra, e nunca dá um e-mail por provado', async () => {
      const cadastrar = (Username: string, prova?: string) =>
        nuvem.pool.client.send(
          new SignUpCommand({
            ClientId: nuvem.settings.TOKEN_AUDIENCE,
            SecretHash: nuvem.hash(Username),
            Username,
            Password: 'Uma-senha-longa-1-Uma-senha-longa-1',
            UserAttributes: [
              { Name: 'email', Value: 'alguem@exemplo.com' },
              ...(prova ? [{ Name: 'custom:prova', Value: prova }] : []),
            ],
          }),
        );
      const recusado = { name: 'UserLambdaValidationException' };
      await assert.rejects(cadastrar('cliente-999999'), recusado);
      await assert.rejects(cadastrar('cliente-999999', 'inventada'), recusado);
      const { id } = await feito(programa, 'POST', '/v2/cliente', umaPessoa());
      const alheia = (await usuario(`cliente-${id}`))?.UserAttributes?.find(
        ({ Name }) => Name === 'custom:prova',
      )?.Value;
      await assert.rejects(cadastrar('cliente-999999', alheia), recusado);
      for (const { Attributes = [] } of await todosOsUsuarios())
        assert.ok(!Attributes.some(({ Name, Value }) => Name === 'email_verified' && Value === 'true'));
    });
  });

  describe('POST /oauth2/token', () => {
    const pedir = (corpo: object, cpf?: string) => nuvem.api('POST', `/oauth2/token${cpf ? `?cpf=${cpf}` : ''}`, corpo);
    const segredos = () => ({
      client_id: sistema.credentials.cliente_id,
      client_secret: sistema.credentials.cliente_segredo,
    });

    test('sem CPF, e com um que ninguém tem, é um token do programa', async () => {
      for (const cpf of [undefined, umCpf(), 'lixo']) {
        const { status, body } = await pedir(segredos(), cpf);
        assert.equal(status, 200);
        const { quem, papel, clienteId, scope, aud } = decodeJwt(body.token);
        assert.deepEqual(
          { quem, papel, clienteId, aud },
          {
            quem: sistema.credentials.cliente_id,
            papel: 'programa',
            clienteId: undefined,
            aud: nuvem.settings.TOKEN_AUDIENCE,
          },
        );
        assert.deepEqual(String(scope).split(' ').sort(), [...roles.programa].sort());
      }
    });

    test('com um conhecido, o token diz o cliente e não o CPF, e todo serviço o aceita', async () => {
      const pessoa = umaPessoa();
      const { id } = await feito(programa, 'POST', '/v2/cliente', pessoa);
      const { body } = await pedir(segredos(), pessoa.cpf);
      const { papel, clienteId, lojaId } = decodeJwt(body.token);
      assert.deepEqual({ papel, clienteId, lojaId }, { papel: 'identificado', clienteId: id, lojaId: LOJA });
      assert.ok(!Buffer.from(body.token.split('.')[1], 'base64url').includes(pessoa.cpf));
      const pedido = await feito(caller(place.gateway, body.token), 'POST', '/v1/pedido', { clienteId: id });
      assert.equal(pedido.clienteId, id);
    });

    test('com o segredo errado, de outro, ou de quem não há, 401', async () => {
      const certos = segredos();
      for (const corpo of [
        { ...certos, client_secret: 'errado' },
        { ...certos, client_id: 'totem-ninguem' },
        { ...certos, client_secret: '' },
        { client_id: 'gateway', client_secret: '' },
      ])
        assert.equal((await pedir(corpo)).status, 401);
      assert.equal((await pedir({ client_id: 1 })).status, 400);
    });

    test('o programa desativado não recebe mais nenhum', async () => {
      const outro = {
        sub: `totem-${unico()}`,
        papel: 'programa',
        lojaId: LOJA,
        programa: { segredoHash: secretHash('s'), bases: ['aparelho-7'] },
      } as const;
      await nuvem.identity.register(outro);
      const corpo = { client_id: outro.sub, client_secret: 's' };
      assert.equal((await pedir(corpo)).status, 200);
      await nuvem.identity.disable(outro.sub);
      assert.equal((await pedir(corpo)).status, 401);
      await nuvem.identity.forget(outro.sub);
      assert.equal((await pedir(corpo)).status, 401);
      await assert.rejects(programaDoPool(nuvem.pool)(outro.sub, 's'), Refusal);
    });
  });

  describe('entrar no pool', () => {
    const desafiar = (USERNAME: string) =>
      nuvem.pool.client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: nuvem.userPoolId,
          ClientId: nuvem.pool.clientId,
          AuthFlow: 'CUSTOM_AUTH',
          AuthParameters: { USERNAME, SECRET_HASH: nuvem.hash(USERNAME) },
        }),
      );
    const responder = async (USERNAME: string, ANSWER: string, ClientMetadata: Record<string, string> = {}) =>
      nuvem.pool.client.send(
        new AdminRespondToAuthChallengeCommand({
          UserPoolId: nuvem.userPoolId,
          ClientId: nuvem.pool.clientId,
          ChallengeName: 'CUSTOM_CHALLENGE',
          Session: (await desafiar(USERNAME)).Session,
          ChallengeResponses: { USERNAME, ANSWER, SECRET_HASH: nuvem.hash(USERNAME) },
          ClientMetadata,
        }),
      );
    const renovar = async (usuario: string, REFRESH_TOKEN = '') => {
      const renovado = await nuvem.pool.client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: nuvem.userPoolId,
          ClientId: nuvem.pool.clientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN, SECRET_HASH: nuvem.hash(usuario) },
        }),
      );
      return decodeJwt(renovado.AuthenticationResult?.AccessToken ?? '');
    };
    const umaPessoaDaEquipe = async () => {
      const sub = `equipe-${unico()}`;
      await nuvem.identity.register({ sub, papel: 'cozinha', lojaId: 3 });
      return sub;
    };

    test('só entra quem o gateway declara: sem prova, com a de outro, com a de antes ou com outra declaração, não', async () => {
      const sub = await umaPessoaDaEquipe();
      const portador = { sub, papel: 'cozinha', lojaId: 3, bases: [sub] } as const;
      const segredo = nuvem.settings.IDENTITY_SECRET;
      const certa = declarar(segredo, sub, portador);
      const recusado = { name: 'NotAuthorizedException' };
      await assert.rejects(responder(sub, '', certa), recusado);
      await assert.rejects(responder(sub, 'errada', certa), recusado);
      await assert.rejects(responder(sub, certa.prova), recusado);
      await assert.rejects(
        responder(sub, certa.prova, { ...certa, portador: JSON.stringify({ ...portador, papel: 'gerente' }) }),
        recusado,
      );
      const velha = declarar(segredo, sub, portador, Date.now() - 61_000);
      await assert.rejects(responder(sub, velha.prova, velha), recusado);
      const deOutro = declarar(segredo, 'outro', portador);
      await assert.rejects(responder(sub, deOutro.prova, deOutro), recusado);
      const inventada = declarar('outro segredo', sub, portador);
      await assert.rejects(responder(sub, inventada.prova, inventada), recusado);
      assert.ok((await responder(sub, certa.prova, certa)).AuthenticationResult?.AccessToken);
    });

    test('ao renovar, o token fica com o que é da pessoa e perde o que era da sessão', async () => {
      const sub = await umaPessoaDaEquipe();
      const sessao = {
        sub,
        papel: 'gerente',
        lojaId: 3,
        dono: 'sessao-x',
        clienteId: 9,
        bases: ['sessao-x', sub],
      } as const;
      const declaracao = declarar(nuvem.settings.IDENTITY_SECRET, sub, sessao);
      const { AuthenticationResult } = await responder(sub, declaracao.prova, declaracao);
      const entrou = decodeJwt(AuthenticationResult?.AccessToken ?? '');
      assert.deepEqual(entrou.bases, ['sessao-x', sub]);
      assert.equal(entrou.clienteId, 9);
      const { quem, papel, lojaId, bases, clienteId, dono, scope } = await renovar(
        sub,
        AuthenticationResult?.RefreshToken,
      );
      assert.deepEqual(
        { quem, papel, lojaId, bases, clienteId, dono },
        {
          quem: sub,
          papel: 'cozinha',
          lojaId: 3,
          bases: [sub],
          clienteId: undefined,
          dono: undefined,
        },
      );
      assert.deepEqual(String(scope).split(' ').sort(), [...roles.cozinha].sort());
    });

    test('a renovação de um cliente não pode nada: provou o e-mail para aquela sessão', async () => {
      const { id } = await feito(programa, 'POST', '/v2/cliente', umaPessoa());
      const sub = `cliente-${id}`;
      const sessao = { sub, papel: 'verificado', lojaId: LOJA, clienteId: id, verificado: true, bases: [sub] } as const;
      const declaracao = declarar(nuvem.settings.IDENTITY_SECRET, sub, sessao);
      const { AuthenticationResult } = await responder(sub, declaracao.prova, declaracao);
      const { scope, verificado, papel } = await renovar(sub, AuthenticationResult?.RefreshToken);
      assert.deepEqual({ scope, verificado, papel }, { scope: '', verificado: undefined, papel: undefined });
    });

    test('sem o segredo do cliente do pool, com um errado, ou por uma senha, não se entra', async () => {
      const sub = await umaPessoaDaEquipe();
      const comecar = (AuthFlow: 'CUSTOM_AUTH' | 'ADMIN_USER_PASSWORD_AUTH', mais: Record<string, string>) =>
        nuvem.pool.client.send(
          new AdminInitiateAuthCommand({
            UserPoolId: nuvem.userPoolId,
            ClientId: nuvem.pool.clientId,
            AuthFlow,
            AuthParameters: { USERNAME: sub, ...mais },
          }),
        );
      await assert.rejects(comecar('CUSTOM_AUTH', {}), { name: 'NotAuthorizedException' });
      await assert.rejects(comecar('CUSTOM_AUTH', { SECRET_HASH: nuvem.hash('outro') }), {
        name: 'NotAuthorizedException',
      });
      const SECRET_HASH = nuvem.hash(sub);
      const comSenha = comecar('ADMIN_USER_PASSWORD_AUTH', { PASSWORD: 'Uma-senha-longa-1', SECRET_HASH });
      await assert.rejects(comSenha, { name: 'InvalidParameterException' });
    });

    test('quem foi desativado também não renova', async () => {
      const sub = await umaPessoaDaEquipe();
      const declaracao = declarar(nuvem.settings.IDENTITY_SECRET, sub, {
        sub,
        papel: 'cozinha',
        lojaId: 3,
        bases: [sub],
      });
      const { AuthenticationResult } = await responder(sub, declaracao.prova, declaracao);
      await renovar(sub, AuthenticationResult?.RefreshToken);
      await nuvem.identity.disable(sub);
      await assert.rejects(renovar(sub, AuthenticationResult?.RefreshToken), { name: 'NotAuthorizedException' });
    });

    test('o ID token do pool não abre nada', async () => {
      const sub = await umaPessoaDaEquipe();
      const declaracao = declarar(nuvem.settings.IDENTITY_SECRET, sub, {
        sub,
        papel: 'gerente',
        lojaId: 1,
        bases: [sub],
      });
      const { AuthenticationResult } = await responder(sub, declaracao.prova, declaracao);
      const { status } = await caller(place.gateway, AuthenticationResult?.IdToken)('GET', '/v1/pedido');
      assert.equal(status, 401);
    });

    test('quem a gerência desativa ou revoga, o pool desativa', async () => {
      const nova = { nome: 'Rui Alves', usuario: `rui${unico().replaceAll('-', '')}`.slice(0, 30), papel: 'cozinha' };
      const { pessoa } = await feito(gerente, 'POST', '/v2/equipe', nova);
      const mudar = (versao: number, ativo: boolean) =>
        feito(
          gerente,
          'PUT',
          `/v2/equipe/${pessoa.id}`,
          { ...nova, email: null, ativo },
          { 'if-match': `"${versao}"` },
        );
      const { versao } = await mudar(pessoa.versao, false);
      assert.equal((await usuario(`equipe-${pessoa.id}`))?.Enabled, false);
      await mudar(versao, true);
      assert.equal((await usuario(`equipe-${pessoa.id}`))?.Enabled, true);

      const { id, clientId, clientSecret } = await feito(gerente, 'POST', '/v2/aparelhos/programas', { nome: 'Um' });
      const corpo = { client_id: clientId, client_secret: clientSecret };
      const { status, body } = await nuvem.api('POST', '/oauth2/token', corpo);
      assert.equal(status, 200);
      const { bases } = decodeJwt(body.token);
      assert.ok(Array.isArray(bases) && familiaDa(bases[0]), 'revoked alone');
      assert.deepEqual(bases.slice(1), [clientId, `aparelho-${id}`]);
      await feito(gerente, 'POST', `/v2/aparelhos/${id}/revogar`);
      assert.equal((await nuvem.api('POST', '/oauth2/token', corpo)).status, 401);
    });

    test('as pessoas, os aparelhos e as sessões deste sistema são usuários em grupos', async () => {
      const grupos = await Promise.all(
        ['gerente', sistema.credentials.cliente_id, 'gateway'].map((um) => gruposDe(um)),
      );
      assert.deepEqual(grupos, [['gerente'], ['programa'], ['servico']]);
    });
  });

  describe('uma morte entre dois passos', () => {
    /** The invariant of v2: an identity where there is a cliente, and none where there is not. */
    async function certos(cpf: string, id?: number): Promise<void> {
      const cliente = await noPedido(cpf);
      if (cliente) {
        assert.ok(await usuario(`cliente-${cliente.id}`), 'um cliente sem identidade');
        assert.deepEqual(await gruposDe(`cliente-${cliente.id}`), ['verificado']);
      } else if (id !== undefined)
        assert.equal(await usuario(`cliente-${id}`), undefined, 'uma identidade sem cliente');
    }
    const pedido = () => ({ ask: asking(pedidoUrl()) });

    test('do cadastro: repetido, termina; e do que termina há sempre os dois', async () => {
      let passos = 0;
      let recusados = 0;
      for (;;) {
        const pessoa = umaPessoa();
        const mortal = morrerNoPasso(passos, nuvem.pool, pedido());
        const morreu = await mortal.rodar(async ({ identity, pedido }) =>
          cadastrarCliente({ identity, pedido }, pessoa, `Bearer ${await programa.bearer()}`),
        );
        if (!morreu) break;
        const { status, body } = await nuvem.api('POST', '/v2/cliente', pessoa, await programa.bearer());
        // Where only its answer was lost all was done, and the same call says that it is.
        if (status !== 201) assert.equal(body.type, 'urn:foodious:problema:email-tomado', `no instante ${passos}`);
        recusados += status === 201 ? 0 : 1;
        await certos(pessoa.cpf);
        passos += 1;
      }
      assert.ok(passos >= 8, `morreu em ${passos} instantes`);
      assert.ok(recusados <= 1, 'só no fim');
    });

    test('do apagar: repetido, termina; e nunca fica uma identidade sem cliente', async () => {
      let passos = 0;
      for (;;) {
        const pessoa = umaPessoa();
        const { id } = await feito(programa, 'POST', '/v2/cliente', pessoa);
        const mortal = morrerNoPasso(passos, nuvem.pool, pedido());
        const morreu = await mortal.rodar(async ({ identity, pedido }) =>
          apagarCliente({ identity, pedido }, pessoa.cpf, `Bearer ${await gerente.bearer()}`),
        );
        if (!morreu) break;
        const { status } = await nuvem.api(
          'DELETE',
          `/v2/cliente?cpf=${pessoa.cpf}`,
          undefined,
          await gerente.bearer(),
        );
        assert.ok(status === 200 || status === 404, `passo ${passos}: ${status}`); // erased before its answer was lost
        assert.equal(await noPedido(pessoa.cpf), undefined);
        await certos(pessoa.cpf, id);
        passos += 1;
      }
      assert.ok(passos >= 6, `morreu em ${passos} instantes`);
    });
  });

  identidadeSuite('cognito', async () => {
    const { identity, settings } = nuvem;
    return { identity, issuer: settings.TOKEN_ISSUER, audience: settings.TOKEN_AUDIENCE };
  });
});
