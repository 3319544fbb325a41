import { useMutation } from '@tanstack/react-query';
import { type ComponentType, useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import { passageiro } from '../../api/problem.ts';
import { encerrarSessao } from '../../api/session.ts';
import { useAjustes } from '../../api/use-ajustes.ts';
import { textos } from '../../i18n/textos.ts';
import { OfflineBanner } from '../../ui/offline.tsx';
import { useNewVersion } from '../../ui/use-new-version.ts';
import { useOffline } from '../../ui/use-offline.ts';
import { Ocioso } from './parts/ocioso.tsx';
import { MEIOS_DE_SEMPRE, PADRAO } from './state/ajustes.ts';
import type { Etapa } from './state/estado.ts';
import { codigoDe } from './state/estado.ts';
import { fluxo } from './state/fluxo.ts';
import { guardar, lerGuardado } from './state/guardados.ts';
import { SESSAO } from './state/sessao.ts';
import { useCardapioVivo } from './state/use-cardapio-vivo.ts';
import { useHistoria } from './state/use-historia.ts';
import { useModos } from './state/use-modos.ts';
import { useSeguirPedido, useSeguirPendentes } from './state/use-seguir.ts';
import { useSilencio } from './state/use-silencio.ts';
import { Contexto } from './state/use-totem.ts';
import { Consumo } from './views/consumo.tsx';
import { Convite } from './views/convite.tsx';
import { Escolha } from './views/escolha.tsx';
import { Folhas } from './views/folhas/folhas.tsx';
import { Identificacao } from './views/identificacao.tsx';
import { EscolherMeio } from './views/meio.tsx';
import { Pagamento } from './views/pagamento.tsx';
import { Revisao } from './views/revisao.tsx';
import { Senha } from './views/senha.tsx';
import './totem.css';

const telas: Record<Etapa, ComponentType> = {
  convite: Convite,
  identificacao: Identificacao,
  escolha: Escolha,
  consumo: Consumo,
  revisao: Revisao,
  meio: EscolherMeio,
  pagamento: Pagamento,
  senha: Senha,
};

/** The self-ordering screen: one person at a time, from the invitation to the senha. */
export function Totem() {
  const [estado, dispatch] = useReducer(fluxo, null, lerGuardado);
  const { etapa, pedido, pendentes, idioma } = estado;
  const { cardapio, live, renovar } = useCardapioVivo();
  const pausado = useOffline(live);
  const daCasa = useAjustes();
  const ajustes = daCasa?.totem ?? PADRAO;
  const meios = daCasa?.meios ?? MEIOS_DE_SEMPRE;
  const { mutate: encerrar } = useMutation({
    mutationFn: () => encerrarSessao(),
    scope: SESSAO,
    retry: (_, error) => passageiro(error), // nobody is recognised as who was here before
    retryDelay: 2_000,
    networkMode: 'always',
  });
  const recomecar = useCallback(() => dispatch({ tipo: 'apagar' }), []);
  const esquecerQuemOlhou = useCallback(() => {
    recomecar();
    desampliar();
  }, [recomecar]);
  const voltar = useCallback(() => dispatch({ tipo: 'voltar' }), []);

  // Nobody in particular stands before the invitation, however it was come to: by a page that was opened, too.
  const convidando = etapa === 'convite';
  const havia = useRef(false);
  useEffect(() => {
    if (convidando) encerrar(undefined, { onSuccess: () => havia.current && desampliar() });
    else havia.current = true;
  }, [convidando, encerrar]);
  useModos(estado);
  useHistoria(estado, voltar);
  const ninguem = convidando && estado.recebidos.length === 0;
  useNewVersion(ninguem);
  useSilencio(ninguem, ajustes.ociosoS, esquecerQuemOlhou);
  useEffect(() => guardar(estado), [estado]);
  useSeguirPedido(pedido?.id ?? null, pedido && codigoDe(pedido), dispatch);
  useSeguirPendentes(
    pendentes.filter(({ id }) => id !== pedido?.id),
    dispatch,
  );

  const lanchonete = daCasa?.lanchonete;
  const t = useMemo(() => ({ ...textos[idioma], ...(lanchonete && { marca: lanchonete }) }), [idioma, lanchonete]);
  const totem = useMemo(
    () => ({ estado, dispatch, t, cardapio, renovarCardapio: renovar, pausado, ajustes, meios, recomecar }),
    [estado, t, cardapio, renovar, pausado, ajustes, meios, recomecar],
  );
  const Tela = telas[etapa];
  const pagando = etapa === 'pagamento' && pedido?.situacao === 'esperando' ? pedido.meio : null;
  return (
    <Contexto value={totem}>
      <Tela key={etapa} />
      <Folhas />
      {etapa !== 'convite' && etapa !== 'senha' && (
        <Ocioso
          key={`${etapa} ${pagando}`}
          aposS={pagando === 'pix' ? ajustes.pixOciosoS : ajustes.ociosoS}
          avisoS={ajustes.avisoS}
          texto={etapa !== 'pagamento' ? t.ociosoTexto : pagando === 'balcao' ? t.ociosoBalcao : t.ociosoPix}
        />
      )}
      <OfflineBanner offline={pausado}>{t.semConexao}</OfflineBanner>
    </Contexto>
  );
}

/** Undoes the zoom of two fingers before the next person finds it. Only a page gone to anew can: a reload keeps it. */
function desampliar(): void {
  if ((visualViewport?.scale ?? 1) > 1) location.replace(location.pathname);
}
