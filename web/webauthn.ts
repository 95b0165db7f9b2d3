// Security keys: a form marked with data-key="create" or "get" asks the browser for a key before
// it is sent. What is asked stands in the page as JSON (id "js_data"), the answer goes into the
// form's field "credential". Bytes are written as base64url, as WebAuthn's own JSON form does.

type Json = Record<string, any>;

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

function text(data: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(data));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(keys: Json[] | undefined): Json[] | undefined {
  return keys?.map((key) => ({...key, id: bytes(key.id)}));
}

async function made(options: Json): Promise<Json> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: {...asked.user, id: bytes(asked.user.id)},
    excludeCredentials: withBytes(asked.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
  const key = (await navigator.credentials.create({publicKey})) as PublicKeyCredential;
  const response = key.response as AuthenticatorAttestationResponse;
  return {
    ...named(key),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function shown(options: Json): Promise<Json> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: withBytes(asked.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const key = (await navigator.credentials.get({publicKey})) as PublicKeyCredential;
  const response = key.response as AuthenticatorAssertionResponse;
  return {
    ...named(key),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

function named(key: PublicKeyCredential): Json {
  return {
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
  };
}

function prepare(form: HTMLFormElement): void {
  const data: Json = JSON.parse(document.getElementById("js_data")?.textContent ?? "{}");
  const failed = form.querySelector<HTMLElement>("[data-key-failed]");
  const field = form.elements.namedItem("credential") as HTMLInputElement;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (failed) failed.hidden = true;
    try {
      const creating = form.dataset.key === "create";
      const answer = creating ? await made(data.creation_options) : await shown(data.request_options);
      field.value = JSON.stringify(answer);
    } catch {
      if (failed) failed.hidden = false;
      return;
    }
    form.submit();
  });
}

document.querySelectorAll<HTMLFormElement>("form[data-key]").forEach(prepare);
