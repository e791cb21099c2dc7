// Which symbols leave the library: only what is marked PLUIM_EXPORT, the rest is hidden.
#pragma once

#if defined(_WIN32) && !defined(PLUIM_STATIC)
#if defined(PLUIM_BUILDING)
#define PLUIM_EXPORT __declspec(dllexport)
#else
#define PLUIM_EXPORT __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define PLUIM_EXPORT __attribute__((visibility("default")))
#else
#define PLUIM_EXPORT
#endif

// Marks a parameter whose memory the result borrows; clang then warns about a result that outlives it.
#if defined(__clang__)
#define PLUIM_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define PLUIM_LIFETIMEBOUND
#endif
