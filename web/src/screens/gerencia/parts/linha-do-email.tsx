import { Link } from 'wouter';
import { diaEHora, hora } from '../../../ui/format.ts';
import { doEstado, nomeDoEmail, quantos, retornos, type Tom } from '../../../ui/palavras.ts';
import type { Email } from '../state/tipos.ts';
import css from './linha-do-email.module.css';
import { Selo } from './selo.tsx';

const situacoes: Readonly<Record<Email['estado'], { nome: string; tom: Tom }>> = {
  enviado: { nome: 'Enviado', tom: 'bom' },
  esperando: { nome: 'Esperando', tom: 'espera' },
  desistiu: { nome: 'Desistiu', tom: 'mau' },
};

/** How it stands with an e-mail; of one that was never sent for what became of another, that. */
const situacaoDe = ({ estado, retorno }: Email): { nome: string; tom: Tom } => {
  if (retorno === null) return situacoes[estado];
  return estado === 'desistiu' ? { nome: 'Não enviado', tom: 'mau' } : doEstado(retornos, retorno);
};

/** One e-mail: what it says, since when, and whether it went out. Never to whom. */
export function LinhaDoEmail({ email, comPedido = false }: { email: Email; comPedido?: boolean }) {
  const { tipo, pedidoId, estado, tentativas, criadoEm, enviadoEm, proximaEm, retorno } = email;
  const { nome, tom } = situacaoDe(email);
  return (
    <li>
      <span className={css.texto}>
        <span className={css.nome}>{nomeDoEmail(tipo)}</span>
        <span className="miudo">
          {diaEHora(enviadoEm ?? criadoEm)}
          {tentativas > 0 && ` · ${quantos(tentativas, 'tentativa falhou', 'tentativas falharam')}`}
          {estado === 'esperando' && proximaEm && tentativas > 0 && ` · de novo às ${hora(proximaEm)}`}
          {estado === 'desistiu' &&
            retorno &&
            ` · outro a este endereço foi ${doEstado(retornos, retorno).nome.toLowerCase()}`}
        </span>
      </span>
      {comPedido && pedidoId !== null && (
        <Link href={`/pedidos/${pedidoId}`} className={css.pedido}>
          Pedido #{pedidoId}
        </Link>
      )}
      <Selo tom={tom}>{nome}</Selo>
    </li>
  );
}
