import { mount } from '../../ui/mount.tsx';
import { Convidada } from '../entrar/convidada.tsx';
import { Gerencia } from './gerencia.tsx';

mount(
  <Convidada>
    <Gerencia />
  </Convidada>,
);
