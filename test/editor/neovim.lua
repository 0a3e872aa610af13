-- A second editor, with nothing of ours in it: Neovim's own client speaks to the packaged server. Prints what it
-- saw as one line of JSON. Written for Neovim 0.7, the oldest that distributions still ship.
local file, server = os.getenv('LOGKEEL_FILE'), os.getenv('LOGKEEL_SERVER')
local out = {}

local function seen(diagnostic)
  local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
  return { line = diagnostic.lnum, start = diagnostic.col, stop = diagnostic.end_col, code = lsp.code, message = diagnostic.message }
end

local function range_of(diagnostic)
  return {
    start = { line = diagnostic.lnum, character = diagnostic.col },
    ['end'] = { line = diagnostic.end_lnum, character = diagnostic.end_col },
  }
end

local function session()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.bo.filetype = 'helm'
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'logkeel',
    cmd = { os.getenv('LOGKEEL_NODE'), server, '--stdio' },
    root_dir = os.getenv('LOGKEEL_ROOT'),
  })
  assert(id, 'the client did not start')
  local client = vim.lsp.get_client_by_id(id)
  assert(vim.wait(10000, function() return client.initialized end, 20), 'the server did not answer initialize')
  assert(vim.lsp.buf_attach_client(buffer, id), 'the buffer was not attached')
  assert(vim.wait(10000, function() return #vim.diagnostic.get(buffer) > 0 end, 20), 'no diagnostics in 10 s')
  out.diagnostics = vim.tbl_map(seen, vim.diagnostic.get(buffer))

  local first = vim.diagnostic.get(buffer)[1]
  local document = vim.lsp.util.make_text_document_params(buffer)
  local place = { textDocument = document, position = { line = first.lnum, character = first.col } }
  local hover = client.request_sync('textDocument/hover', place, 5000, buffer)
  out.hover = hover and hover.result and hover.result.contents.value

  local range = range_of(first)
  local found = {
    range = range,
    message = first.message,
    severity = first.severity,
    source = first.source,
    code = out.diagnostics[1].code,
  }
  local asked = { textDocument = document, range = range, context = { diagnostics = { found } } }
  local answer = client.request_sync('textDocument/codeAction', asked, 5000, buffer)
  local action = answer and answer.result and answer.result[1]
  assert(action, 'no code action')
  out.action = action.title
  if not action.edit then
    action = client.request_sync('codeAction/resolve', action, 5000, buffer).result
  end
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  assert(vim.wait(5000, function() return #vim.diagnostic.get(buffer) == 0 end, 20), 'the finding is still there')
  out.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
  client.stop()
  vim.wait(2000, function() return client.is_stopped() end, 20)
end

local ok, reason = pcall(session)
if not ok then out.failure = tostring(reason) end
io.stdout:write(vim.json.encode(out) .. '\n')
vim.cmd(ok and 'qall!' or 'cquit!')
