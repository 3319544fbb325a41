import { CodigoEnviado, codigo as seisAlgarismos } from '@foodious/contracts/codigos.ts';
import { acesso } from '@foodious/contracts/scopes.ts';
import { MINUTO_MS } from '@foodious/kernel/instant.ts';
import { tidy } from '@foodious/kernel/text.ts';
import { contextOf, type Http, problems } from '@foodious/platform/http.ts';
import { networkOf } from '@foodious/platform/network.ts';
import { randomSecret, secretHash } from '@foodious/platform/secrets.ts';
import { z } from 'zod';
import { conferirCodigo, pedirCodigo } from '../use-cases/codigo-do-cliente.ts';
import { abrirSessao, encerrarSessao } from '../use-cases/sessoes.ts';
import { exigirOrigem, guardarSessao, sessaoDe } from './cookie.ts';
import { Sessao, sessaoDto } from './dto.ts';
import { doEndereco, limite } from './limite.ts';
import { conhecidoDe, guardarConhecido } from './origem.ts';
import { quemEsta, type SessaoDeps, SO_DA_TELA, sair } from './sessoes.ts';
import { type TelaDoCliente, telasDoCliente } from './telas.ts';

/** Codes asked for, and told, from one address: more than the people of one Wi-Fi do, far fewer than who tries them all. */
const PEDIDOS_POR_MINUTO = 30;
const CONFERENCIAS_POR_MINUTO = 20;

const email = z
  .string('Email deve ser válido')
  .overwrite(tidy)
  .check(z.email('Email deve ser válido'))
  .max(255, 'Email deve ter até 255 caracteres');

/** The session of a cliente who proves, by a code, to read the e-mail they registered with. */
export function sessaoDoClienteRoutes(app: Http, deps: SessaoDeps): void {
  for (const tela of telasDoCliente) sessaoDoCliente(app, tela, deps);
}

function sessaoDoCliente(app: Http, tela: TelaDoCliente, deps: SessaoDeps): void {
  const { inTransaction, revogacoes, url, daqui } = deps;
  const contarPedido = limite(MINUTO_MS);
  const contarConferencia = limite(MINUTO_MS);

  quemEsta(app, tela, deps);

  app.post(
    `/${tela}/sessao`,
    {
      onRequest: exigirOrigem(daqui),
      schema: {
        tags: ['telas'],
        summary: 'Prova por um código que um e-mail é seu, e vê os seus dados',
        description: `Só com \`email\`, um código é enviado, e a resposta é a mesma para um que ninguém cadastrou: 202, com um cookie; só o navegador que pediu o código o confere. Com o \`codigo\`, 200. ${SO_DA_TELA}`,
        security: acesso(),
        alcance: 'segredo',
        body: z.object({
          email,
          codigo: seisAlgarismos.optional(),
        }),
        response: { 200: Sessao, 202: CodigoEnviado, ...problems(429, 502, 503) },
      },
    },
    async (request, reply) => {
      const { email, codigo } = request.body;
      const token = conhecidoDe(request) || randomSecret(32);
      const navegador = secretHash(token);
      if (codigo === undefined) {
        contarPedido(doEndereco(request.ip, PEDIDOS_POR_MINUTO));
        const enviado = await pedirCodigo(deps, { email, navegador, rede: networkOf(request.ip) });
        guardarConhecido(reply, tela, token, url);
        return reply.status(202).send(enviado);
      }
      contarConferencia(doEndereco(request.ip, CONFERENCIAS_POR_MINUTO));
      const clienteId = await conferirCodigo(deps, { email, navegador, codigo });
      const aberta = await inTransaction(contextOf(request), async (tx) => {
        await encerrarSessao(tx, sessaoDe(request.headers));
        return abrirSessao(tx, {
          tela,
          papel: 'verificado',
          sub: `cliente-${clienteId}`,
          clienteId,
          verificado: true,
        });
      });
      await revogacoes.ler();
      guardarSessao(reply, tela, aberta, url);
      return sessaoDto(aberta.sessao);
    },
  );

  sair(app, tela, deps);
}
