import { useTotem } from '../state/use-totem.ts';
import { Cadastro } from './cadastro.tsx';
import { Cpf } from './cpf.tsx';
import { Desconhecido } from './desconhecido.tsx';

/** Who orders: known by CPF, new, or nobody in particular. */
export function Identificacao() {
  const { identificacao } = useTotem().estado;
  if (identificacao === 'cadastro') return <Cadastro />;
  return identificacao === 'desconhecido' ? <Desconhecido /> : <Cpf />;
}
