import { mount } from '../../ui/mount.tsx';
import { Seguir } from './seguir.tsx';

mount(<Seguir codigo={location.pathname.split('/')[2] ?? ''} />);
