# Included by CMake inside llama.cpp's own project() call while llama-cpp-python is built (see the Makefile).
# The wrapper forces llama.cpp's "common" library on; the Python binding never loads it, and it is a third of the build.
# A normal variable shadows the forced cache entry.
set(LLAMA_BUILD_COMMON OFF)
