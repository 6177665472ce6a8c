local function validate(order)
  if not order.items then
    error({ code = 422, message = "order has no items" })
  end
end

validate({ id = 7 })
