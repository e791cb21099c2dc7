// Everything that pluim offers. Include the headers one by one to compile less.
#pragma once

#include "pluim/analysis.hpp"
#include "pluim/analyzer.hpp"
#include "pluim/language.hpp"
#include "pluim/record.hpp"
#include "pluim/result.hpp"
#include "pluim/roster.hpp"
#include "pluim/taxonomy.hpp"
#include "pluim/text.hpp"
#include "pluim/tokenizer.hpp"
#include "pluim/version.hpp"
