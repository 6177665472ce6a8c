local geometry = {}

function geometry.area(width, height)
  return width * height
end

print(geometry:area(3, 4))
