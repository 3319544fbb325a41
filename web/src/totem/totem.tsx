import { useMutation } from '@tanstack/react-query';
import { type ComponentType, useCallback, useEffect, useMemo, useReducer } from 'react';
import { useAjustes } from '../api/ajustes.ts';
import { encerrarSessao } from '../api/session.ts';
import { OfflineBanner, useOffline } from '../ui/offline.tsx';
import { useNewVersion } from '../ui/version.ts';
import { PADRAO } from './ajustes.ts';
import { SESSAO } from './api.ts';
import { useCardapioVivo } from './cardapio-vivo.ts';
import { Contexto } from './contexto.ts';
import { type Etapa, fluxo, inicio } from './fluxo.ts';
import { Folhas } from './folhas/folhas.tsx';
import { guardarPendentes, lerPendentes } from './guardados.ts';
import { useModos } from './modos.ts';
import { Ocioso } from './ocioso.tsx';
import { useSeguirPedido, useSeguirPendentes } from './seguir.ts';
import { Consumo } from './telas/consumo.tsx';
import { Convite } from './telas/convite.tsx';
import { Escolha } from './telas/escolha.tsx';
import { Identificacao } from './telas/identificacao.tsx';
import { Pix } from './telas/pix.tsx';
import { Revisao } from './telas/revisao.tsx';
import { Senha } from './telas/senha.tsx';
import { textos } from './textos/textos.ts';
import './totem.css';

const telas: Record<Etapa, ComponentType> = {
  convite: Convite,
  identificacao: Identificacao,
  escolha: Escolha,
  consumo: Consumo,
  revisao: Revisao,
  pix: Pix,
  senha: Senha,
};

/** The self-ordering screen: one person at a time, from the invitation to the senha. */
export function Totem() {
  const [estado, dispatch] = useReducer(fluxo, null, () => inicio(lerPendentes()));
  const { etapa, pedido, pendentes, idioma } = estado;
  const { cardapio, live, renovar } = useCardapioVivo();
  const pausado = useOffline(live);
  const ajustes = useAjustes('totem')?.totem ?? PADRAO;
  const { mutate: encerrar } = useMutation({
    mutationFn: () => encerrarSessao('totem'),
    scope: SESSAO,
    retry: true, // nobody is recognised as who was here before
    retryDelay: 2_000,
    networkMode: 'always',
  });
  const recomecar = useCallback(() => {
    dispatch({ tipo: 'apagar' });
    encerrar();
  }, [encerrar]);

  useModos(estado);
  useNewVersion(etapa === 'convite' && estado.recebidos.length === 0);
  useEffect(() => guardarPendentes(pendentes), [pendentes]);
  useSeguirPedido(pedido?.id ?? null, dispatch);
  useSeguirPendentes(
    pendentes.filter((id) => id !== pedido?.id),
    dispatch,
  );

  const t = textos[idioma];
  const totem = useMemo(
    () => ({ estado, dispatch, t, cardapio, renovarCardapio: renovar, pausado, ajustes, recomecar }),
    [estado, t, cardapio, renovar, pausado, ajustes, recomecar],
  );
  const Tela = telas[etapa];
  const pagando = etapa === 'pix' && pedido?.situacao === 'esperando';
  return (
    <Contexto value={totem}>
      <Tela key={etapa} />
      <Folhas />
      {etapa !== 'convite' && etapa !== 'senha' && (
        <Ocioso
          key={`${etapa} ${pagando}`}
          aposS={pagando ? ajustes.pixOciosoS : ajustes.ociosoS}
          avisoS={ajustes.avisoS}
          pagando={etapa === 'pix'}
        />
      )}
      <OfflineBanner offline={pausado}>{t.semConexao}</OfflineBanner>
    </Contexto>
  );
}
