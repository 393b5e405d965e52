using System.Diagnostics;

namespace TcpVet.Dev.Field;

/// <summary>Lints every file of a folder with the program itself, a process each: a crash is one, whatever it takes down.</summary>
internal static class FieldRun
{
    private const int AtOnce = 2;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Lints the files of a folder and of those below it, but for what a person judged (<see cref="Judgements"/>).</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Further options of <c>lint</c>.</param>
    public static IReadOnlyList<FieldResult> Of(string program, string folder, IReadOnlyList<string> options)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
                .Where(path => Path.GetFileName(path) != Judgements.FileName).Order(StringComparer.Ordinal),
        ];
        FieldResult[] results = new FieldResult[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, i =>
            results[i] = One(program, folder, files[i], options));
        return results;
    }

    private static FieldResult One(string program, string folder, string file, IReadOnlyList<string> options)
    {
        ProcessStartInfo start = new(program, ["lint", "-o", "json", .. options, "--", file])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new UsageException($"{program} cannot be started");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            return new FieldResult(file, "none", -1, $"it had not ended after {Longest.TotalSeconds} s", [], 0);
        }

        return FieldResult.Read(file, process.ExitCode, output.Result, errors.Result);
    }
}
