import { SetMetadata } from '@nestjs/common';

/** Key of the declaration that every route must carry: how its caller is authenticated. */
export const CALLER = 'caller';

/** Declares a kind of caller. A library that declares one registers the authenticator of it (`Authenticators`). */
export const declareCaller = (caller: string) => (): ClassDecorator & MethodDecorator => SetMetadata(CALLER, caller);

/** The kind that needs no credentials. */
export const ANY_CALLER = 'any';

/** No credentials: probes, the document of the API, and nothing else. */
export const AnyCaller = declareCaller(ANY_CALLER);
