namespace MimRepro.Training;
