import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useAjustes } from '../../api/use-ajustes.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { OfflineBanner } from '../../ui/offline.tsx';
import { chime } from '../../ui/sound.ts';
import { useNewVersion } from '../../ui/use-new-version.ts';
import { useOffline } from '../../ui/use-offline.ts';
import { useTocavel } from '../../ui/use-tocavel.ts';
import type { Aqui } from '../entrar/entrada.tsx';
import css from './cozinha.module.css';
import { Barra } from './parts/barra.tsx';
import { Coluna, nomes } from './parts/coluna.tsx';
import { Contagem } from './parts/contagem.tsx';
import { type Ato, aberta, type Comanda, type EstadoDoTrilho, emColunas, estadosDoTrilho } from './state/comanda.ts';
import { temDaEstacao } from './state/estacao.ts';
import { botaoDe, focarCartao, lugarDe } from './state/foco.ts';
import { type Comando, vizinho } from './state/teclas.ts';
import { usePreferencias } from './state/use-preferencias.ts';
import { useTecla } from './state/use-tecla.ts';
import { useTrilho } from './state/use-trilho.ts';
import { Entregues } from './views/entregues.tsx';
import { Esgotados } from './views/esgotados.tsx';
import { Legenda } from './views/legenda.tsx';

const Conta = lazy(async () => ({ default: (await import('../entrar/conta.tsx')).Conta }));

/** The minutes of a comanda until the ajustes came, and where they cannot be read. */
const PRAZOS = { amareloMin: 5, vermelhoMin: 8, voltarMin: 10 };
/** How often it is heard that something was cancelled, until somebody has seen it. Milliseconds. */
const ALARME_MS = 4_000;
const ALARME_HZ = [880, 440, 880, 440];

const ditos = { iniciar: 'iniciada', pronto: 'pronta', entregar: 'entregue', voltar: 'voltou' } as const;

/** The kitchen: what was paid for, what is being made, what waits at the counter. */
export function Cozinha({ aqui: { sessao, sair, trocar } }: { aqui: Aqui }) {
  const [estado, trilho] = useTrilho();
  const [{ estacao, som, contagem }, preferir] = usePreferencias();
  const [dialogo, setDialogo] = useState<'esgotados' | 'entregues' | 'legenda' | 'pessoa' | null>(null);
  const [escolhida, setEscolhida] = useState<EstadoDoTrilho | null>(null);
  const [dito, setDito] = useState('');
  const tocavel = useTocavel();
  const ajustes = useAjustes();
  const offline = useOffline(estado.live);
  const { comandas, esperando, porEnviar } = estado;
  const parado = comandas === undefined;
  const canceladas = [...(comandas?.values() ?? [])].filter(
    (comanda) => comanda.estado === 'CANCELADO' && temDaEstacao(estacao, comanda),
  );
  useNewVersion(porEnviar === 0 && canceladas.length === 0 && dialogo === null);

  const todas = useMemo(() => comandas && emColunas(comandas.values()), [comandas]);
  const colunas = useMemo(() => {
    if (!todas) return undefined;
    const minhas = (estado: EstadoDoTrilho) => todas[estado].filter((comanda) => temDaEstacao(estacao, comanda));
    return { RECEBIDO: minhas('RECEBIDO'), EM_PREPARACAO: minhas('EM_PREPARACAO'), PRONTO: minhas('PRONTO') };
  }, [todas, estacao]);
  const ativa = escolhida ?? estadosDoTrilho.find((estado) => colunas?.[estado].length) ?? 'RECEBIDO';
  const vista = useRef({ colunas, estacao, som });
  vista.current = { colunas, estacao, som };

  const agir = useCallback(
    (comanda: Comanda, ato: Ato) => {
      const { colunas } = vista.current;
      const { pedidoId, senha } = comanda;
      const fila = colunas && aberta(comanda) ? colunas[comanda.estado] : [];
      const i = fila.findIndex((outra) => outra.pedidoId === pedidoId);
      const seguinte = fila[i + 1] ?? fila[i - 1] ?? comanda;
      trilho.agir(comanda, ato);
      if (typeof ato !== 'string') return;
      setDito(`Senha ${senha} ${ditos[ato]}.`);
      focarCartao(seguinte.pedidoId); // the card goes elsewhere, and whoever uses keys stays where they were
    },
    [trilho],
  );

  function desfazer(): void {
    const comanda = trilho.desfazer();
    if (!comanda) return;
    setDito(`Desfeito: senha ${comanda.senha} voltou.`);
    focarCartao(comanda.pedidoId);
  }

  useTecla(dialogo === null, (comando) => {
    if (comando.tipo === 'cartao' || comando.tipo === 'mover') return irPara(comando);
    if (comando.tipo === 'passo') return irPara({ tipo: 'cartao', posicao: 1 });
    if (comando.tipo === 'desfazer') return desfazer();
    if (comando.tipo === 'contagem') return preferir({ contagem: !contagem });
    if (comando.tipo === 'som') return preferir({ som: !som });
    if (comando.tipo === 'legenda') return setDialogo('legenda');
    const escolhida = comandas?.get(lugarDe(document.activeElement) ?? 0);
    if (escolhida?.estado === 'EM_PREPARACAO' || escolhida?.estado === 'PRONTO') agir(escolhida, 'voltar');
  });

  function irPara(comando: Extract<Comando, { tipo: 'cartao' | 'mover' }>): void {
    if (!colunas) return;
    const listas = estadosDoTrilho.map((estado) => colunas[estado]);
    const pedidoId = lugarDe(document.activeElement);
    const coluna = listas.findIndex((lista) => lista.some((outra) => outra.pedidoId === pedidoId));
    const aqui = { coluna, posicao: listas[coluna]?.findIndex((outra) => outra.pedidoId === pedidoId) ?? 0 };
    const la =
      comando.tipo === 'cartao' || coluna < 0
        ? { coluna: estadosDoTrilho.indexOf(ativa), posicao: comando.tipo === 'cartao' ? comando.posicao - 1 : 0 }
        : vizinho(
            listas.map(({ length }) => length),
            aqui,
            comando.para,
          );
    const alvo = listas[la.coluna]?.[la.posicao];
    if (!alvo) return;
    flushSync(() => setEscolhida(estadosDoTrilho[la.coluna] ?? null)); // a column that is not shown takes no focus
    document.getElementById(botaoDe(alvo.pedidoId))?.focus();
  }

  // A comanda that comes in is heard, and told to who listens.
  const { chegou } = estado;
  useEffect(() => {
    if (!chegou || !temDaEstacao(vista.current.estacao, chegou)) return;
    setDito(`Nova comanda, senha ${chegou.senha}.`);
    if (vista.current.som) chime([523.25, 659.25, 783.99]);
  }, [chegou]);

  // What is being made and shall not be is heard until somebody says so.
  const alarme = canceladas.map(({ senha }) => senha).join(', ');
  const coluna = canceladas.at(-1)?.prontaEm === null ? 'EM_PREPARACAO' : 'PRONTO';
  useEffect(() => {
    if (!alarme) return;
    setDito(`Cancelada: senha ${alarme}.`);
    setEscolhida(coluna); // where columns take turns, this one is seen
    const soar = () => vista.current.som && chime(ALARME_HZ);
    soar();
    const timer = setInterval(soar, ALARME_MS);
    return () => clearInterval(timer);
  }, [alarme, coluna]);

  const atrasado = offline || esperando.size > 0;

  return (
    <div className={css.tela}>
      <Barra
        estacao={estacao}
        onEstacao={(nova) => preferir({ estacao: nova })}
        contagem={contagem}
        onContagem={() => preferir({ contagem: !contagem })}
        som={som}
        onSom={() => preferir({ som: !som })}
        tocavel={tocavel}
        desfazivel={estado.desfazivel}
        onDesfazer={desfazer}
        onEntregues={() => setDialogo('entregues')}
        onEsgotados={() => setDialogo('esgotados')}
        onLegenda={() => setDialogo('legenda')}
        pessoa={sessao.pessoa?.nome}
        onPessoa={() => setDialogo('pessoa')}
        onSair={sair}
      />
      {contagem && <Contagem comandas={comandas} estacao={estacao} />}
      <nav className={css.abas} aria-label="Colunas">
        {estadosDoTrilho.map((estado) => (
          <button key={estado} type="button" aria-pressed={estado === ativa} onClick={() => setEscolhida(estado)}>
            {nomes[estado]} <span className="numero">{colunas?.[estado].length}</span>
          </button>
        ))}
      </nav>
      <main className={css.trilho}>
        {estadosDoTrilho.map((estado) => (
          <Coluna
            key={estado}
            estado={estado}
            comandas={colunas?.[estado]}
            escondidas={todas && colunas ? todas[estado].length - colunas[estado].length : 0}
            ativa={estado === ativa}
            onAtiva={setEscolhida}
            estacao={estacao}
            prazos={ajustes?.cozinha ?? PRAZOS}
            parado={parado}
            offline={offline}
            esperando={esperando}
            onEntendi={trilho.entender}
            agir={agir}
          />
        ))}
      </main>
      <p role="status" className="so-leitor">
        {dito}
      </p>
      <div className={css.rodape}>
        {estado.avisos.length > 0 && (
          <div role="alert" className={css.aviso}>
            <ul>
              {estado.avisos.map(({ n, texto }) => (
                <li key={n}>{texto}</li>
              ))}
            </ul>
            <button type="button" onClick={trilho.dispensar}>
              Certo
            </button>
          </div>
        )}
        <OfflineBanner offline={atrasado}>
          {`Sem conexão. ${
            porEnviar === 0
              ? 'Pode continuar: o que fizer aqui será enviado quando ela voltar.'
              : `${porEnviar === 1 ? 'Falta enviar 1 passo' : `Faltam enviar ${porEnviar} passos`}: vai sozinho quando ela voltar.`
          }`}
        </OfflineBanner>
      </div>
      <Entregues
        open={dialogo === 'entregues'}
        voltarMin={(ajustes?.cozinha ?? PRAZOS).voltarMin}
        onAto={(comanda, ato) => {
          setDialogo(null);
          agir(comanda, ato);
        }}
        onClose={() => setDialogo(null)}
      />
      <Esgotados open={dialogo === 'esgotados'} onClose={() => setDialogo(null)} />
      <Legenda open={dialogo === 'legenda'} onClose={() => setDialogo(null)} />
      {sessao.pessoa && (
        <Dialog
          wide
          open={dialogo === 'pessoa'}
          onClose={() => setDialogo(null)}
          title={sessao.pessoa.nome}
          description="Troque de pessoa, ou cuide da sua conta."
          actions={
            <>
              <Button look="plain" onClick={() => setDialogo(null)}>
                Fechar
              </Button>
              <Button
                onClick={() => {
                  setDialogo(null);
                  trocar();
                }}
              >
                Trocar de pessoa
              </Button>
            </>
          }
        >
          <Suspense>
            <Conta pessoa={sessao.pessoa} />
          </Suspense>
        </Dialog>
      )}
    </div>
  );
}
