-- A second editor, with nothing of ours in it: Neovim's own client speaks to the packaged server. Prints what it
-- saw as one line of JSON: a finding and its fix, or, where LOGKEEL_REQUESTS lists some, the answers to requests. Written for Neovim 0.7, the oldest that distributions still ship.
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

local function connect()
  local id = vim.lsp.start_client({
    name = 'logkeel',
    cmd = { os.getenv('LOGKEEL_NODE'), server, '--stdio' },
    root_dir = os.getenv('LOGKEEL_ROOT'),
  })
  assert(id, 'the client did not start')
  local client = vim.lsp.get_client_by_id(id)
  assert(vim.wait(10000, function() return client.initialized end, 20), 'the server did not answer initialize')
  return client
end

local function open(client, path, filetype)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  vim.bo.filetype = filetype
  local buffer = vim.api.nvim_get_current_buf()
  assert(vim.lsp.buf_attach_client(buffer, client.id), 'the buffer was not attached')
  return buffer
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n'
end

local function stop(client)
  client.stop()
  vim.wait(2000, function() return client.is_stopped() end, 20)
end

-- Sends each request for its file and does what the answer says; `texts` is what the buffers are afterwards.
local function requests()
  local client = connect()
  out.answers, out.texts = {}, {}
  for _, one in ipairs(vim.json.decode(os.getenv('LOGKEEL_REQUESTS'))) do
    local buffer = open(client, one.file, 'alloy')
    one.params.textDocument = vim.lsp.util.make_text_document_params(buffer)
    local answer
    assert(vim.wait(10000, function()
      local got = client.request_sync(one.method, one.params, 5000, buffer)
      answer = got and got.result
      return answer ~= nil and answer ~= vim.NIL
    end, 100), one.method .. ' was not answered')
    if one.method == 'textDocument/formatting' then
      vim.lsp.util.apply_text_edits(answer, buffer, client.offset_encoding)
    elseif one.method == 'textDocument/rename' then
      vim.lsp.util.apply_workspace_edit(answer, client.offset_encoding)
    end
    table.insert(out.answers, answer)
  end
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then out.texts[vim.api.nvim_buf_get_name(buffer)] = text_of(buffer) end
  end
  stop(client)
end

local function session()
  local client = connect()
  local buffer = open(client, file, 'helm')
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
  out.text = text_of(buffer)
  stop(client)
end

local ok, reason = pcall(os.getenv('LOGKEEL_REQUESTS') and requests or session)
if not ok then out.failure = tostring(reason) end
io.stdout:write(vim.json.encode(out) .. '\n')
vim.cmd(ok and 'qall!' or 'cquit!')
