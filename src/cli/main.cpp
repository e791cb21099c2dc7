#include "cli/commands.hpp"

int main(int argc, char** argv) { return pluim::cli::run(argc, argv); }
