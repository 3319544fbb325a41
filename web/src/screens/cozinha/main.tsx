import { mount } from '../../ui/mount.tsx';
import { Entrada } from '../entrar/entrada.tsx';
import { Cozinha } from './cozinha.tsx';

mount(<Entrada>{(sair) => <Cozinha onSair={sair} />}</Entrada>);
