import { mount } from '../../ui/mount.tsx';
import { Pareada } from '../entrar/pareada.tsx';
import { Painel } from './painel.tsx';

mount(
  <Pareada>
    <Painel />
  </Pareada>,
);
