local title, times = "report", "three"
print(title:rep(times))
