using System.Text;
using TcpVet.Configs;
using TcpVet.Configs.Text;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Operations.Lint;

/// <summary>Reads what lint was given: finds out the kind of each path, and lets the parser of that kind read it.</summary>
public sealed class LintReader
{
    private readonly LintRequest request;
    private readonly List<Configuration> configurations = [];
    private readonly List<ConfigProblem> unusable = [];
    private readonly List<string> sysctls = [];
    private readonly List<ConfigSource> sources = [];

    private LintReader(LintRequest request) => this.request = request;

    /// <summary>Reads the paths.</summary>
    /// <param name="request">The paths, and where includes may lead.</param>
    /// <param name="notices">Hears each problem as compilers write it: <c>file:line:column: what was expected</c>.</param>
    /// <exception cref="RequestException">A path cannot be meant so.</exception>
    public static LintReading Read(LintRequest request, Notices notices)
    {
        LintReader reader = new(request);
        LintReading reading = reader.Read();
        foreach (ConfigProblem problem in reading.Problems)
        {
            notices.Say(Told(problem));
        }

        if (reading.Problems.Any(problem => problem is { Unread: true, Line: > 0 }))
        {
            notices.Once(reader.Offer());
        }

        return reading;
    }

    private ConfigSource Source()
    {
        ConfigSource source = DiskTree.Source(request.Scope);
        sources.Add(source);
        return source;
    }

    // How to read what was not read.
    private string Offer()
    {
        if (request.Scope.Root is { } root)
        {
            return $"absolute paths begin in {root}, as --root says: what is not there was not read";
        }

        string folder = sources.Select(source => source.CopiedFrom).FirstOrDefault(copied => copied is not null) switch
        {
            null => "DIR reads the copy of a host below DIR",
            var copied when copied.StartsWith($"{Environment.CurrentDirectory}/", StringComparison.Ordinal) =>
                $".{copied[Environment.CurrentDirectory.Length..]} reads them in this copy",
            var copied => $"{copied} reads them in this copy",
        };
        return $"includes are followed inside the folder of the first file: --root {folder}, --allow-outside follows them on this host";
    }

    private LintReading Read()
    {
        if (request.Paths.Count(path => path == LintRequest.StandardInput) > 1)
        {
            throw new RequestException("lint: standard input ('-') can be read once");
        }

        foreach (string path in request.Paths)
        {
            if (Stream(path) is { } text)
            {
                Add(path, KindOf(path, text), kind => ConfigKinds.Of(kind).Read(ConfigSource.Of(path, text), [path]));
            }
            else if (path != LintRequest.StandardInput)
            {
                AddOnDisk(path);
            }
        }

        if (sysctls.Count > 0)
        {
            // Settings are judged beside each other, wherever they stand.
            configurations.Insert(0, ConfigKinds.Of(ConfigurationKind.SysctlConf).Read(Source(), sysctls));
        }

        return new LintReading(configurations, unusable);
    }

    private void AddOnDisk(string path)
    {
        ConfigSource look = DiskTree.Source(request.Scope with { AllowOutside = true });
        if (look.Look(path) == FileLook.Folder)
        {
            (ConfigurationKind Kind, IReadOnlyList<string> Files)? inside = ConfigFolders.Look(look, path, request.Kind, out string why);
            ConfigKindGuess guess = new(inside?.Kind, why);
            Add(path, guess, kind => ConfigKinds.Of(kind).Read(Source(), inside!.Value.Files));
            return;
        }

        if (look.Open(path, Text) is not { } first)
        {
            unusable.AddRange(look.Problems);
            return;
        }

        Add(path, KindOf(path, first.Text), kind => ConfigKinds.Of(kind).Read(Source(), [path]));
    }

    private ConfigKindGuess KindOf(string path, string text) =>
        request.Kind is { } forced ? new(forced, "--as") : ConfigKindDetector.Detect(text, path == LintRequest.StandardInput ? null : path);

    private void Add(string path, ConfigKindGuess guess, Func<ConfigurationKind, Configuration> read)
    {
        switch (guess.Kind)
        {
            case null when guess.IsStrange:
                unusable.Add(new ConfigProblem(path, 0, 0, guess.Why, Fatal: true));
                break;
            case null:
                string untold = $"what it is written for cannot be told: {guess.Why}; --as says it: {ConfigurationKindNames.Choice}";
                unusable.Add(new ConfigProblem(path, 0, 0, untold, Fatal: true));
                break;
            case ConfigurationKind.SysctlConf when path != LintRequest.StandardInput && !GivenFile.IsDescriptor(path):
                sysctls.Add(path);
                break;
            case { } kind:
                configurations.Add(read(kind));
                break;
        }
    }

    // Standard input, and what the shell makes of <(sysctl -a): a pipe that was opened for us, and has an end.
    private string? Stream(string path)
    {
        if (path != LintRequest.StandardInput && !GivenFile.IsDescriptor(path))
        {
            return null;
        }

        try
        {
            using Stream stream = path == LintRequest.StandardInput ? request.OpenInput() : GivenFile.Open(path);
            using MemoryStream bytes = new();
            byte[] chunk = new byte[64 << 10];
            int read;
            while ((read = stream.Read(chunk)) > 0)
            {
                bytes.Write(chunk, 0, read);
                if (bytes.Length > ConfigLimits.Default.FileBytes)
                {
                    int most = ConfigLimits.Default.FileBytes >> 10;
                    throw new RequestException($"{path}: longer than {most} KiB, which no configuration is");
                }
            }

            return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (Exception exception) when (path != LintRequest.StandardInput
            && exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    // XML may be in UTF-16; every other kind is in UTF-8.
    private static string Text(byte[] bytes)
    {
        using StreamReader reader = new(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    private static string Told(ConfigProblem problem)
    {
        string place = problem switch
        {
            { Line: > 0, Column: > 0 } => $"{problem.File}:{problem.Line}:{problem.Column}",
            { Line: > 0 } => $"{problem.File}:{problem.Line}",
            _ => problem.File,
        };
        return $"{place}: {problem.Message}";
    }
}
