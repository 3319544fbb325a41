import { cpfConfere } from '@foodious/kernel/cpf.ts';
import { useMutation } from '@tanstack/react-query';
import { Problema } from '../../../api/problem.ts';
import { identificar } from '../../../api/session.ts';
import { dizerProblema } from '../../../i18n/problemas.ts';
import { Button } from '../../../ui/button.tsx';
import { focar } from '../../../ui/focar.ts';
import { formatarCpf } from '../../../ui/format.ts';
import { Acao } from '../parts/acao.tsx';
import { TecladoNumerico } from '../parts/teclado.tsx';
import { Tela } from '../parts/tela.tsx';
import { soDigitos } from '../state/cpf.ts';
import { SESSAO } from '../state/sessao.ts';
import { useTotem } from '../state/use-totem.ts';
import css from './identificacao.module.css';

/** Asks for the CPF, typed on big keys; it may be passed over. */
export function Cpf() {
  const { estado, dispatch, t, pausado } = useTotem();
  const { cpf } = estado;
  const completo = cpf.length === 11;
  const confere = completo && cpfConfere(cpf);

  const reconhecer = useMutation({
    mutationFn: () => identificar(cpf),
    scope: SESSAO,
    gcTime: 0, // nothing of a person stays behind
    networkMode: 'always',
    onSuccess: ({ cliente }) => dispatch({ tipo: 'reconhecido', cliente }),
    onError: (error) => error instanceof Problema && error.status === 404 && dispatch({ tipo: 'cpfDesconhecido' }),
  });
  const mudar = (texto: string) => {
    reconhecer.reset();
    dispatch({ tipo: 'cpf', cpf: soDigitos(texto) });
  };
  const confirmar = () => confere && !pausado && !reconhecer.isPending && reconhecer.mutate();
  const { error } = reconhecer;
  const erro = completo && !confere ? t.cpfErrado : error && dizerProblema(t, error);

  return (
    <Tela
      centro
      foco={false}
      titulo={t.cpfTitulo}
      texto={t.cpfTexto}
      rodape={
        <div className={`${css.pe} ${css.dois}`}>
          <Acao esperando={!confere || reconhecer.isPending} onClick={confirmar}>
            {reconhecer.isPending ? t.conferindo : t.confirmarCpf}
          </Acao>
          <Button look="plain" size="large" onClick={() => dispatch({ tipo: 'semCadastro' })}>
            {t.semCpf}
          </Button>
        </div>
      }
    >
      <div className={css.lado}>
        <form
          className={css.cpf}
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            confirmar();
          }}
        >
          <label htmlFor="cpf">{t.cpf}</label>
          <input
            ref={focar}
            id="cpf"
            className="numero"
            inputMode="none"
            autoComplete="off"
            placeholder="000.000.000-00"
            value={formatarCpf(cpf)}
            aria-invalid={completo && !confere}
            aria-describedby="cpf-erro"
            onChange={(event) => mudar(event.target.value)}
          />
          <p id="cpf-erro" role="alert" className={css.erro}>
            {erro}
          </p>
        </form>
        <TecladoNumerico
          onNumero={(numero) => mudar(cpf + numero)}
          onApagar={() => mudar(cpf.slice(0, -1))}
          onLimpar={() => mudar('')}
        />
      </div>
    </Tela>
  );
}
