// Sends a file that is too large for the portal's own address straight to S3, then the form with
// its upload_id in place of the file. Without this script such a file is refused with a message.
const form = document.querySelector("form[data-upload-over]");
const status = form.querySelector("[data-upload-status]");
const input = form.querySelector("input[type=file]");

async function begin() {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.uploadAt, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error("The portal did not accept the upload.");
  return answer.json();
}

function send(upload, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) body.append(name, value);
  body.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => {
      const percent = Math.round((100 * event.loaded) / event.total);
      status.textContent = `Uploading: ${percent} %`;
    };
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error("The file was not taken. It may be too large.")));
    request.onerror = () => reject(new Error("The upload broke off."));
    request.open("POST", upload.url);
    request.send(body);
  });
}

form.addEventListener("submit", async (event) => {
  const file = input.disabled ? null : input.files[0];
  if (!file || file.size <= Number(form.dataset.uploadOver)) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("button.button-primary");
  button.disabled = true;
  try {
    const upload = await begin();
    await send(upload, file);
    form.elements.upload_id.value = upload.upload_id;
    input.disabled = true;
    status.textContent = "Uploaded.";
    // With the button that was pressed, which says what is to be done with the file.
    button.disabled = false;
    form.requestSubmit(button);
  } catch (error) {
    status.textContent = `${error.message} Try again.`;
    button.disabled = false;
  }
});
