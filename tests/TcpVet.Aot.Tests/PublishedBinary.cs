using System.Diagnostics;

namespace TcpVet.Aot.Tests;

/// <summary>The native binary as a user gets it.</summary>
internal static class PublishedBinary
{
    /// <summary>Where it is: <c>TCPVET_BINARY</c>, else where eng/build puts it.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(Artifacts, "bin", "tcpvet");

    /// <summary>The log of the build that made it.</summary>
    public static string Log => System.IO.Path.Combine(Artifacts, "log", "publish.log");

    // artifacts/bin/TcpVet.Aot.Tests/release/
    private static string Artifacts => System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    /// <summary>Runs a program with nothing on its input and gives it ten seconds.</summary>
    public static (int Status, string Output, string Errors) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        // As on a host that has no .NET at all.
        start.Environment.Remove("DOTNET_ROOT");
        start.Environment.Remove("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            process.Kill();
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within 10 s");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
