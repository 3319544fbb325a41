import { mount } from '../../ui/mount.tsx';
import { Entrada } from '../entrar/entrada.tsx';
import { Pareada } from '../entrar/pareada.tsx';
import { Balcao } from './balcao.tsx';

mount(
  <Pareada>
    <Entrada>{(aqui) => <Balcao aqui={aqui} />}</Entrada>
  </Pareada>,
);
