import { Esqueleto } from '../../../../ui/esqueleto.tsx';
import { Pagina } from '../../parts/pagina.tsx';
import { Resposta } from '../../parts/resposta.tsx';
import { CHAVE } from '../../state/ajustes/campos.ts';
import { lerAjustes } from '../../state/ajustes/salvar.ts';
import { useConsulta } from '../../state/use-consulta.ts';
import { Formulario } from './formulario.tsx';

/** What the restaurant sets for its screens. */
export function PaginaDosAjustes() {
  const ajustes = useConsulta(CHAVE, lerAjustes);
  return (
    <Pagina titulo="Ajustes" resumo={<p>Valem em todas as telas da lanchonete assim que são salvos.</p>}>
      <Resposta de={ajustes} esqueleto={<Esqueleto altura={14} quantos={3} />}>
        {(atuais) => <Formulario atuais={atuais} />}
      </Resposta>
    </Pagina>
  );
}
