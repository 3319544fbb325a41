import { api, body } from '../api.ts';
import { useConsulta } from '../comum/consulta.ts';
import { Pagina } from '../comum/pagina.tsx';
import { Esqueleto, Resposta } from '../comum/resposta.tsx';
import { Formulario } from './formulario.tsx';

/** Where the settings are kept among what was asked for. */
export const CHAVE = ['ajustes'] as const;

/** What the restaurant sets for its screens. */
export function PaginaDosAjustes() {
  const ajustes = useConsulta(CHAVE, () => body(api.GET('/v2/ajustes')));
  return (
    <Pagina titulo="Ajustes" resumo={<p>Valem em todas as telas da lanchonete assim que são salvos.</p>}>
      <Resposta de={ajustes} esqueleto={<Esqueleto altura={14} quantos={3} />}>
        {(atuais) => <Formulario atuais={atuais} />}
      </Resposta>
    </Pagina>
  );
}
