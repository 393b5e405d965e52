using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace TcpVet.Transcripts.Tests;

/// <summary>A folder with recordings, sound and broken, and the program under test in front of PATH.</summary>
public sealed class Workbench : IDisposable
{
    private static readonly string Recordings = Path.Combine(AppContext.BaseDirectory, "Recordings");

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-transcripts-").FullName;

    public Workbench()
    {
        foreach (string file in Directory.EnumerateFiles(Recordings))
        {
            File.Copy(file, In(Path.GetFileName(file)));
        }

        byte[] web = File.ReadAllBytes(In("web.json"));
        File.WriteAllBytes(In("web.json.gz"), Compressed(web));
        File.WriteAllBytes(In("cut.json"), web[..(web.Length / 2)]);
        File.WriteAllBytes(In("garbage.json.gz"), [0x1F, 0x8B, .. "this is no gzip"u8]);
        File.WriteAllBytes(In("empty.json"), []);
        File.WriteAllText(In("notes.txt"), "these are my notes\n");
        File.WriteAllText(In("newer.json"), "{\"schema\":\"tcpvet/capture/999\"}");
        Directory.CreateDirectory(In("bin"));
        Directory.CreateDirectory(In("settings"));
        File.WriteAllText(In("settings/config.toml"), "[thresholds]\nTV101.min_count = 50\nTV101.min_age_ms = \"60s\"\n\n[checkup]\nfail_on = \"critical\"\n");
        File.WriteAllText(In("settings/ignore.toml"), """
            [[ignore]]
            code = "TV101"
            process = "python*"
            reason = "the vendor mends it in 4.2"
            expires = 2099-01-31

            [[ignore]]
            code = "TV201"
            reason = "until the new machine"
            expires = 2020-01-31

            """);
        File.WriteAllText(In("key.toml"), "[thresholds]\nTV101.min_cuont = 50\n");
        File.WriteAllText(In("type.toml"), "[checkup]\nsamples = \"many\"\n");
        File.WriteAllText(In("only.toml"), "[checkup]\nonly = []\n");
        File.WriteAllText(In("deep.toml"), $"a = {new string('[', 100)}{new string(']', 100)}\n");
        File.WriteAllText(In("long.toml"), $"[a{new string('b', 5000)}]\n");
        File.CreateSymbolicLink(In("loop.toml"), In("loop.toml"));
        File.WriteAllText(In("no-code.toml"), "[[ignore]]\ncode = \"\"\nreason = \"known\"\n");
        File.WriteAllText(In("broken.toml"), "[thresholds]\nTV101.min_count = = 50\n");
        File.WriteAllText(In("escape.toml"), "[\"\\u001b[31m\"]\nx = 1\n");
        File.WriteAllText(In("ignore-key.toml"), "[[ignore]]\ncode = \"TV101\"\nreson = \"known\"\n");
        File.WriteAllText(In("ignore-code.toml"), "[[ignore]]\ncode = \"TV1O1\"\nreason = \"known\"\n");
        File.WriteAllText(In("ignore-date.toml"), "[[ignore]]\ncode = \"TV101\"\nreason = \"known\"\nexpires = \"next week\"\n");
        foreach ((string name, string text) in LintFiles.All)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
            File.WriteAllText(In(name), text);
        }

        if (Binary is { } binary)
        {
            File.CreateSymbolicLink(In("bin/tcpvet"), binary);
        }
    }

    /// <summary>The program, or null when nobody built it: <c>TCPVET_BINARY</c>, else where eng/build puts it.</summary>
    public static string? Binary { get; } = Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Above("artifacts/bin/tcpvet");

    /// <summary>Runs one line of shell and writes down what a user sees; escape sequences are made visible.</summary>
    public string Run(string line)
    {
        ProcessStartInfo start = new("bash", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["PATH"] = $"{In("bin")}:{start.Environment["PATH"]}";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("TCPDIAG_FILE");
        // The settings of whoever runs the tests are not part of them.
        start.Environment["XDG_CONFIG_HOME"] = In("no-settings");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{line} did not end within 20 s");
        }

        StringBuilder transcript = new($"$ {line}\n");
        transcript.Append(Visible(output.Result));
        if (errors.Result.Length > 0)
        {
            transcript.Append("[stderr]\n").Append(Visible(errors.Result));
        }

        return transcript.Append($"[exit status {process.ExitCode}]\n").ToString();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private static byte[] Compressed(byte[] bytes)
    {
        using MemoryStream file = new();
        using (GZipStream gzip = new(file, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return file.ToArray();
    }

    // A terminal's line ends in CR LF; everything else that steers a terminal is to be seen.
    private static string Visible(string text)
    {
        StringBuilder visible = new(text.Length);
        foreach (char c in text.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            visible.Append(c switch
            {
                '\e' => "\\e",
                '\n' or '\t' => c.ToString(),
                _ when char.IsControl(c) => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return visible.Length == 0 || visible[^1] == '\n' ? visible.ToString() : visible.Append("[no newline]\n").ToString();
    }

    private static string? Above(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
