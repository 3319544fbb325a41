import { mount } from '../../ui/mount.tsx';
import { Gerencia } from './gerencia.tsx';

mount(<Gerencia />);
