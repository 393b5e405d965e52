using TcpVet.Dev;
using TcpVet.Dev.Field;
using TcpVet.Dev.Rooms;
using TcpVet.Dev.Settings;
using TcpVet.Knowledge;

// What developers run: `dotnet run --project eng/TcpVet.Dev -- COMMAND`. Exit status 0 done, 1 pages differ, 2 wrong usage.
try
{
    string root = SourceTree.Root(Directory.GetCurrentDirectory());
    switch (args)
    {
        case ["docs"]:
            Report(SourceTree.Write(root, RuleDocs.Pages()));
            Report(SourceTree.Write(root, new Dictionary<string, string> { [RemedyDocs.Path] = RemedyDocs.Page() }));
            return 0;
        case ["docs", "--check"]:
            string[] stale = [.. RuleDocs.Stale(root)];
            Array.ForEach(stale, path => Console.Error.WriteLine($"{path} differs from the rules; write it with: dotnet run --project eng/TcpVet.Dev -- docs"));
            return stale.Length == 0 ? 0 : 1;
        case ["new-rule", string code, string name]:
            Report(SourceTree.Write(root, RuleScaffold.Files(root, code, name)));
            Console.WriteLine($"{code} {name}: replace every '{RuleScaffold.Marker}', make the captures real, then write the pages again with docs");
            return 0;
        case ["rooms"]:
            House house = House.Read(BuiltHouse.Folder(root));
            Console.Write(HouseText.Of(house));
            Report(SourceTree.Write(root, new Dictionary<string, string> { [HouseDrawing.Path] = HouseDrawing.Of(house) }));
            return 0;
        case ["check-settings"]:
            return CheckSettings();
        case ["field", string folder, .. string[] options]:
            string program = Environment.GetEnvironmentVariable("TCPVET_BINARY") is { Length: > 0 } named
                ? named : Path.Combine(root, "artifacts", "bin", "tcpvet");
            IReadOnlyList<FieldResult> results = FieldRun.Of(program, folder, options);
            Console.Write(FieldTally.Of(results, Judgements.Read(folder)));
            return results.Any(result => result.Crash is not null) ? 1 : 0;
        default:
            Console.Error.WriteLine("usage: TcpVet.Dev docs [--check] | new-rule TVnnn name-of-the-problem | rooms | check-settings | field FOLDER [LINT-OPTION…]");
            return 2;
    }
}
catch (UsageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

// The table of settings against the kernel that runs; 1 when they differ.
static int CheckSettings()
{
    if (SettingCheck.Obstacle() is { } obstacle)
    {
        throw new UsageException($"check-settings: {obstacle}");
    }

    KernelVersion kernel = KernelVersion.TryParse(Environment.OSVersion.Version.ToString(), out KernelVersion version) ? version : default;
    KernelSetting[] settings = [.. SettingCheck.Comparable(kernel)];
    string[] differences = [.. settings.SelectMany(setting => SettingCheck.Differences(setting, kernel))];
    Array.ForEach(differences, Console.WriteLine);
    Console.WriteLine($"{settings.Length} settings on Linux {kernel}, {differences.Length} differences");
    return differences.Length == 0 ? 0 : 1;
}

static void Report(IEnumerable<string> written)
{
    foreach (string path in written)
    {
        Console.WriteLine($"wrote {path}");
    }
}
