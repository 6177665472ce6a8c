local function check_age(age)
  if type(age) ~= "number" then
    error("age must be a number, not " .. type(age), 2)
  end
end

check_age("42")
