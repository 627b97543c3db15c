// netstandard2.0 lacks the type that the compiler needs for records and init-only properties.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
