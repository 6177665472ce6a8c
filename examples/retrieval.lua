-- Retrieval: documents in, pieces out, tenants apart, and an agent that answers from what was found.

RAG.cleanup_scope("shop")

-- Documents with what is to be known about them.
local done = RAG.ingest({
  { id = "returns", content = "Goods can be returned within thirty days. The receipt is needed.", metadata = { team = "service", year = 2024 } },
  { id = "kettle", content = "The kettle K-200 boils a litre in three minutes. Its filter is washed once a month.", metadata = { team = "kitchen", year = 2023 } },
  { id = "toaster", content = "The toaster T-9 has a crumb tray, which is emptied once a week.", metadata = { team = "kitchen", year = 2024 } },
}, { scope = "shop" })
print("taken in", done.documents_processed, done.vectors_created)

-- In the words of the document, and in others of the same stem, slips included.
print(RAG.search("receipt for returned goods", { scope = "shop", top_k = 1 })[1].id)
print(RAG.search("washing ketle filters", { scope = "shop", top_k = 1 })[1].id)

-- Only what fits a filter.
local recent = RAG.search("once a month", { scope = "shop", metadata_filter = { team = "kitchen", year = { gte = 2024 } } })
print("recent", recent.total, recent[1].id)

-- The same again is no work; what is new takes the place of the old.
print("again", RAG.ingest({ id = "toaster", content = "The toaster T-9 has a crumb tray, which is emptied once a week.", metadata = { team = "kitchen", year = 2024 } }, { scope = "shop" }).documents_unchanged)

-- A tenant sees its own.
RAG.cleanup_scope("tenant", "acme")
RAG.ingest({ id = "secret", content = "The kettle of Acme is blue." }, { tenant_id = "acme" })
print("tenant", RAG.search("kettle", { tenant_id = "acme" }).total, RAG.search("blue", { scope = "shop", mode = "text" }).total)

-- An agent that is given what was found.
local found = RAG.search("how long does the kettle take?", { scope = "shop", top_k = 1 })
local agent = Agent.builder():name("clerk"):system_prompt("Answer from the text."):build()
print(agent:execute({ text = "How long does the kettle take?\n\n" .. found[1].content }).text)

local stats = RAG.get_stats("shop")
print("in all", stats.documents, stats.chunks, next(stats.embedders))
