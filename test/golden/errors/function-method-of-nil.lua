local obj
function obj:method() end
