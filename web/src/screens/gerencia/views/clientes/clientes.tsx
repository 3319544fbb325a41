import { useState } from 'react';
import { classes } from '../../../../ui/classes.ts';
import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { Busca } from '../../parts/busca.tsx';
import cartao from '../../parts/cartao.module.css';
import { Contados } from '../../parts/contados.tsx';
import { CarregarMais } from '../../parts/mais.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta, Vazio } from '../../parts/resposta.tsx';
import { type Protocolo, useClientes } from '../../state/clientes/use-clientes.ts';
import type { Cliente } from '../../state/tipos.ts';
import { Apagar } from './apagar.tsx';
import { LinhaDoCliente } from './linha-do-cliente.tsx';
import { Recibo } from './recibo.tsx';

/** Who is registered; and the way to be forgotten. */
export function Clientes() {
  const [texto, setTexto] = useState('');
  const [apagando, setApagando] = useState<Cliente | null>(null);
  const [protocolo, setProtocolo] = useState<Protocolo | null>(null);
  const clientes = useClientes(texto.trim());
  return (
    <Pagina titulo="Clientes">
      <Busca
        label="Procurar"
        hint="CPF inteiro, ou o começo de qualquer nome, do sobrenome ou do e-mail"
        autoComplete="off"
        value={texto}
        onChange={(event) => setTexto(event.currentTarget.value)}
      />
      <div>
        <Recibo protocolo={protocolo} />
        <Resposta de={clientes} esqueleto={<Esqueleto altura={4.75} quantos={6} />}>
          {({ pages }) => {
            const lista = pages.flatMap((pagina) => pagina.clientes);
            return (
              <div>
                <Contados n={lista.length} um="cliente" varios="clientes" mais={clientes.hasNextPage} />
                {lista.length === 0 ? (
                  <Vazio titulo={texto ? 'Ninguém assim' : 'Nenhum cliente cadastrado'}>
                    <p>
                      {texto
                        ? 'Confira o CPF, ou procure pelo começo do nome, do sobrenome ou do e-mail.'
                        : 'Quem se cadastra no totem aparece aqui.'}
                    </p>
                  </Vazio>
                ) : (
                  <ul className={classes(cartao.cartao, cartao.lista)} aria-label="Clientes">
                    {lista.map((cliente) => (
                      <LinhaDoCliente key={cliente.id} cliente={cliente} onApagar={() => setApagando(cliente)} />
                    ))}
                  </ul>
                )}
                <CarregarMais de={clientes} />
              </div>
            );
          }}
        </Resposta>
      </div>
      {apagando && (
        <Apagar
          cliente={apagando}
          onDesistir={() => setApagando(null)}
          onApagado={(recibo) => {
            setApagando(null);
            setProtocolo(recibo);
          }}
        />
      )}
    </Pagina>
  );
}
