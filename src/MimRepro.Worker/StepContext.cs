using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Data.Acquisition;
using MimRepro.Data.Classification;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Worker;

/// <summary>What a handler needs of its surroundings.</summary>
public sealed class StepContext(StepRequest request, torch.Device device, ProgressWriter progress)
{
    private readonly Dictionary<(string Dataset, string Prepared), string> userSets = []; // looking at millions of files takes minutes

    public StepRequest Request { get; } = request;

    public torch.Device Device { get; } = device;

    public ProgressWriter Progress { get; } = progress;

    /// <summary>Asked after each update whether to keep state to go on from; null: every five seconds.</summary>
    public Func<bool>? StateIsDue { get; init; }

    public T Recipe<T>() => CanonicalJson.Read<T>(Request.Recipe);

    /// <summary>A file of the artifact that plays <paramref name="role"/>.</summary>
    public string Input(string role, string file = "") => Path.Combine(Request.Inputs[role], file);

    /// <summary>Folder of the artifact with a split of the data: the input of that name, or the one input that has all splits.</summary>
    public string Data(string split) => Input(HasInput(split) ? split : "data");

    /// <summary>The images that a recipe asks for: of an artifact, or of the user's own copy of a public set.</summary>
    /// <exception cref="DataFormatException">The user's copy is not there, has changed since it was prepared, or has more faulty records than the recipe tolerates.</exception>
    public ILabelledImages Images(DataRecipe recipe)
    {
        if (!ClassificationSets.IsKnown(recipe.Dataset))
        {
            return recipe.Pictures is null ? ImageSets.Open(recipe, Data(recipe.Split)) : throw new RecipeException(
                $"The images of '{recipe.Dataset}' all have one size and are in the artifact.\n  member:     Data.Pictures\n  expected:   null\n  got:        a way to read pictures");
        }

        var pictures = PictureImages.Open(recipe, UserSet(recipe.Dataset, recipe.Split));
        SayLeftOut(recipe.Dataset, recipe.Split, pictures.LeftOut);
        return pictures;
    }

    /// <summary>Folder of the user's copy of a public set.</summary>
    /// <param name="split">Whose data step prepared it; where a step reads several sets each has an input of its own name.</param>
    /// <exception cref="DataFormatException">It is not there, or has changed since it was prepared.</exception>
    public string UserSet(string dataset, string split)
    {
        var prepared = HasInput(dataset) ? Input(dataset) : Data(split);
        return userSets.TryGetValue((dataset, prepared), out var folder) ? folder : userSets[(dataset, prepared)] = UserPictures.Open(dataset, Request.DataRoot, prepared);
    }

    /// <summary>Tells the log which faulty records were tolerated.</summary>
    public static void SayLeftOut(string dataset, string split, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"Left out of {dataset}, {split}: {fault}");
        }
    }

    /// <summary>The user's file with this content; whoever reads it checks the hash, for it may have changed since it was named.</summary>
    /// <exception cref="RecipeException">The driver named no such file.</exception>
    public string OutsideFile(string sha256) => Request.Files.TryGetValue(sha256, out var path)
        ? path
        : throw new RecipeException($"The recipe names a file that the build was not given.\n  step:       {Request.Step}\n  sha256:     {sha256}");

    /// <summary>Loads the weights that the pre-training named by the input <c>backbone</c> ended with.</summary>
    /// <param name="blocks">The pre-trained block, from 0 over all stages, for each block of the model; null takes them as they are.</param>
    public void LoadBackbone(Backbone backbone, IReadOnlyList<int>? blocks = null) =>
        BackboneWeights.Load(backbone, PretrainedFiles.Checkpoints(Input("backbone"))[^1].File, blocks);

    public bool HasInput(string role) => Request.Inputs.ContainsKey(role);

    /// <summary>A file of the artifact being made; its folder exists afterwards.</summary>
    public string Output(string file)
    {
        var path = Path.Combine(Request.Output, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
