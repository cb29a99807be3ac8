// glibc's allocator settings, which its Swift module leaves out.
#pragma once
#include <malloc.h>
