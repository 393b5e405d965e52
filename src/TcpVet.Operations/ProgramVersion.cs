using System.Reflection;

namespace TcpVet.Operations;

/// <summary>The version that the build was made with.</summary>
public static class ProgramVersion
{
    /// <summary>The version as people write it: <c>0.9.0</c>; <c>unknown</c> where the build said none.</summary>
    public static string Text { get; } =
        (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown").Split('+')[0];
}
