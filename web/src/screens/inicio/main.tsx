import { mount } from '../../ui/mount.tsx';
import { Inicio } from './inicio.tsx';

mount(<Inicio />);
