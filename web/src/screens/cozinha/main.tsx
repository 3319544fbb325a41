import { mount } from '../../ui/mount.tsx';
import { Entrada } from '../entrar/entrada.tsx';
import { Pareada } from '../entrar/pareada.tsx';
import { Cozinha } from './cozinha.tsx';

mount(
  <Pareada>
    <Entrada>{(aqui) => <Cozinha aqui={aqui} />}</Entrada>
  </Pareada>,
);
