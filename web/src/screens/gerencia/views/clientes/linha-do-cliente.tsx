import { Button } from '../../../../ui/button.tsx';
import { quantos } from '../../../../ui/palavras.ts';
import { diaCurto, diaDe } from '../../../../ui/tempo.ts';
import css from '../../parts/linha.module.css';
import type { Cliente } from '../../state/tipos.ts';

/** One cliente of the list, the CPF covered. */
export function LinhaDoCliente({ cliente, onApagar }: { cliente: Cliente; onApagar(): void }) {
  const { nome, email, cpf, criadoEm, aceitaMarketing, pedidos } = cliente;
  return (
    <li className={css.linha}>
      <div className={css.texto}>
        <h2 className={css.nome}>{nome}</h2>
        <p className="miudo">
          {email} · CPF {cpf}
        </p>
      </div>
      <p className="miudo">
        {quantos(pedidos, 'pedido', 'pedidos', 'nenhum pedido')} · desde {diaCurto(diaDe(new Date(criadoEm)))}
        {aceitaMarketing && ' · aceita novidades'}
      </p>
      <Button look="plain" onClick={onApagar}>
        Apagar dados<span className="so-leitor"> de {nome}</span>
      </Button>
    </li>
  );
}
