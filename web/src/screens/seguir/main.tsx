import { mount } from '../../ui/mount.tsx';
import { Acompanhar } from './seguir.tsx';

mount(<Acompanhar codigo={location.pathname.split('/')[2] ?? ''} />);
